/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Encrypted checkpoint data. The provider has a key exchange key. What comes out is LocalAlloc'd;
 * errors are those of CryptoAPI, NTE_BAD_DATA for a blob that is none.
 */
#ifndef RESUTILS_CRYPT_BLOB_H
#define RESUTILS_CRYPT_BLOB_H

#include "resapi.h"

#include <wincrypt.h>

typedef struct ByteSpan {
    const BYTE *bytes;
    DWORD length;
} ByteSpan;

DWORD crypt_blob_encrypt(HCRYPTPROV provider, ByteSpan plain, BYTE **blob, DWORD *blob_size);
DWORD crypt_blob_decrypt(HCRYPTPROV provider, ByteSpan blob, BYTE **plain, DWORD *plain_size);

#endif
