/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_WINDOWS_VERSION_H
#define RESAPID_WINDOWS_VERSION_H

/*
 * The Windows that DLLs are to take this for, as clusapi.dll, the cluster database and the properties of a
 * node have it: Windows Server 2016, the first whose Resource Monitor calls V4 DLLs, and which has the
 * functions that are implemented. A node of it can be in a cluster with Windows Server 2012 R2
 * (CLUSTERVERSIONINFO; MS-CMRP 2.2.3.3).
 */

#define WINDOWS_MAJOR           10
#define WINDOWS_MINOR           0
#define WINDOWS_BUILD           14393
#define WINDOWS_SERVICE_PACK    ""
#define WINDOWS_CLUSTER_HIGHEST 0x00090008
#define WINDOWS_CLUSTER_LOWEST  0x00080003

#endif
