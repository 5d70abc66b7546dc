/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_POWERSHELL_RECORD_H
#define RESAPID_IMPORT_POWERSHELL_RECORD_H

/*
 * Which cmdlet of the module FailoverClusters an object comes from: by the name of its type, as CLIXML
 * has it, by where it stands in the file that resapi-export.ps1 writes, or by its shape.
 */

#include "powershell-object.h"
#include "windows-cluster.h"

enum powershell_record {
    RECORD_CLUSTER, /* these have the numbers of enum windows_kind */
    RECORD_NODE,
    RECORD_NETWORK,
    RECORD_GROUP,
    RECORD_TYPE,
    RECORD_RESOURCE,
    RECORD_PARAMETER,  /* Get-ClusterParameter */
    RECORD_OWNERS,     /* Get-ClusterOwnerNode */
    RECORD_DEPENDENCY, /* Get-ClusterResourceDependency */
    RECORD_CHECKPOINT, /* Get-ClusterCheckpoint */
    RECORDS,
    RECORD_NONE = RECORDS,
};

/* place is the name of the property that it stands in; NULL: none. */
enum powershell_record powershell_record(const struct powershell_object *object, const char *place);

/* All records of the document, an array of arrays of struct powershell_object, by enum powershell_record. */
GPtrArray *powershell_records(const powershell_document_t *document);

/* "Get-ClusterResource" */
const char *powershell_record_cmdlet(enum powershell_record record);

#endif
