/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSDB_STORE_FORMAT_H
#define RESAPID_CLUSDB_STORE_FORMAT_H

/* What makes an SQLite 3 file a cluster database. */

#define STORE_APPLICATION_ID 0x52415044 /* "RAPD" */
#define STORE_FORMAT_VERSION 1

#define STORE_SCHEMA_KEYS "CREATE TABLE keys (path TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID"
#define STORE_SCHEMA_VALUES                                                                        \
    "CREATE TABLE key_values (path TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL, "     \
    "data BLOB NOT NULL, PRIMARY KEY (path, name)) STRICT"

/* Fields of the header, from "Database File Format", section 1.3 (sqlite.org/fileformat2.html). */
#define HEADER_LENGTH         100
#define HEADER_MAGIC          "SQLite format 3" /* with its NUL */
#define HEADER_WRITE_VERSION  18
#define HEADER_READ_VERSION   19
#define HEADER_USER_VERSION   60
#define HEADER_APPLICATION_ID 68
#define VERSION_WAL           2

#endif
