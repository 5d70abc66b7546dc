/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* resutils-cluster.h has the format. */
#include "crypt-blob.h"

#include <stdbool.h>
#include <string.h>

#define BLOB_MAGIC   0x59524352 /* "RCRY" */
#define BLOB_VERSION 1
#define MAX_DIGEST   64
#define MAX_IV       16

typedef struct BlobHeader {
    DWORD magic;
    DWORD version;
    DWORD cipher;
    DWORD digest;
    DWORD key_size;
    DWORD iv_size;
    DWORD data_size;
} BlobHeader;

/* The strongest that both ends of a provider have; a name in the blob, so that this may change. */
static const DWORD ciphers[] = { CALG_AES_256, CALG_3DES };
static const DWORD digests[] = { CALG_SHA_256, CALG_SHA1 };

static DWORD
make_session_key(HCRYPTPROV provider, DWORD *cipher, HCRYPTKEY *key)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(ciphers); i++) {
        *cipher = ciphers[i];
        if (CryptGenKey(provider, ciphers[i], CRYPT_EXPORTABLE, key)) {
            return ERROR_SUCCESS;
        }
    }
    return GetLastError();
}

/* The digest of what stands in front of the data, then of the plain bytes. */
static DWORD
make_digest(HCRYPTPROV provider, DWORD algorithm, ByteSpan front, ByteSpan plain, BYTE *digest,
            DWORD *digest_size)
{
    HCRYPTHASH hash;
    DWORD error = ERROR_SUCCESS;

    if (!CryptCreateHash(provider, algorithm, 0, 0, &hash)) {
        return GetLastError();
    }
    *digest_size = MAX_DIGEST;
    if (!CryptHashData(hash, front.bytes, front.length, 0) ||
        !CryptHashData(hash, plain.bytes, plain.length, 0) ||
        !CryptGetHashParam(hash, HP_HASHVAL, digest, digest_size, 0)) {
        error = GetLastError();
    }
    CryptDestroyHash(hash);
    return error;
}

static DWORD
choose_digest(HCRYPTPROV provider, DWORD *algorithm, DWORD *digest_size)
{
    static const BYTE nothing;
    ByteSpan empty = { &nothing, 0 };
    BYTE digest[MAX_DIGEST];
    DWORD error = (DWORD)NTE_BAD_ALGID;
    size_t i;

    for (i = 0; i < ARRAYSIZE(digests) && error != ERROR_SUCCESS; i++) {
        *algorithm = digests[i];
        error = make_digest(provider, digests[i], empty, empty, digest, digest_size);
    }
    return error;
}

/* A block of the cipher is as long as its IV. */
static DWORD
make_iv(HCRYPTPROV provider, HCRYPTKEY key, BYTE *iv, DWORD *iv_size)
{
    DWORD bits = 0;
    DWORD size = sizeof(bits);

    if (!CryptGetKeyParam(key, KP_BLOCKLEN, (BYTE *)&bits, &size, 0)) {
        return GetLastError();
    }
    *iv_size = bits / 8;
    if (*iv_size == 0 || *iv_size > MAX_IV) {
        return (DWORD)NTE_BAD_ALGID;
    }
    if (!CryptGenRandom(provider, *iv_size, iv) || !CryptSetKeyParam(key, KP_IV, iv, 0)) {
        return GetLastError();
    }
    return ERROR_SUCCESS;
}

/* What there is to write, once every size is known. */
typedef struct Parts {
    BlobHeader header;
    BYTE iv[MAX_IV];
    DWORD digest_size;
    HCRYPTKEY session;
    HCRYPTKEY exchange;
} Parts;

static DWORD
measure(Parts *parts, DWORD plain_size)
{
    DWORD size = parts->digest_size;

    if (plain_size > MAXLONG - MAX_DIGEST) {
        return ERROR_INVALID_PARAMETER;
    }
    size += plain_size;
    parts->header.data_size = size;
    if (!CryptExportKey(parts->session, parts->exchange, SIMPLEBLOB, 0, NULL,
                        &parts->header.key_size) ||
        !CryptEncrypt(parts->session, 0, TRUE, 0, NULL, &parts->header.data_size, size)) {
        return GetLastError();
    }
    return ERROR_SUCCESS;
}

static DWORD
fill_blob(HCRYPTPROV provider, Parts *parts, ByteSpan plain, BYTE *start, DWORD *data_size)
{
    BlobHeader *header = &parts->header;
    DWORD front = (DWORD)sizeof(*header) + header->key_size + header->iv_size;
    DWORD room = header->data_size;
    BYTE *data = start + front;
    DWORD error;

    if (!CryptExportKey(parts->session, parts->exchange, SIMPLEBLOB, 0, start + sizeof(*header),
                        &header->key_size)) {
        return GetLastError();
    }
    memcpy(start, header, sizeof(*header));
    memcpy(data - header->iv_size, parts->iv, header->iv_size);
    memcpy(data + parts->digest_size, plain.bytes, plain.length);
    error = make_digest(provider, header->digest, (ByteSpan){ start, front }, plain, data,
                        &parts->digest_size);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *data_size = parts->digest_size + plain.length;
    return CryptEncrypt(parts->session, 0, TRUE, 0, data, data_size, room) ? ERROR_SUCCESS
                                                                           : GetLastError();
}

/* The data has room for a whole digest of any kind while that is made. */
static DWORD
write_blob(HCRYPTPROV provider, Parts *parts, ByteSpan plain, BYTE **blob, DWORD *blob_size)
{
    const BlobHeader *header = &parts->header;
    SIZE_T size = (SIZE_T)sizeof(*header) + header->key_size + header->iv_size + header->data_size;
    BYTE *start = size > MAXLONG ? NULL : LocalAlloc(LPTR, size + MAX_DIGEST);
    DWORD data_size;
    DWORD error;

    if (start == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = fill_blob(provider, parts, plain, start, &data_size);
    if (error == ERROR_SUCCESS && data_size != header->data_size) {
        error = (DWORD)NTE_FAIL;
    }
    if (error != ERROR_SUCCESS) {
        LocalFree(start);
        return error;
    }
    *blob = start;
    *blob_size = (DWORD)size;
    return ERROR_SUCCESS;
}

static DWORD
encrypt_with_key(HCRYPTPROV provider, Parts *parts, ByteSpan plain, BYTE **blob, DWORD *blob_size)
{
    DWORD error;

    parts->header.magic = BLOB_MAGIC;
    parts->header.version = BLOB_VERSION;
    error = make_iv(provider, parts->session, parts->iv, &parts->header.iv_size);
    if (error == ERROR_SUCCESS) {
        error = choose_digest(provider, &parts->header.digest, &parts->digest_size);
    }
    if (error == ERROR_SUCCESS) {
        error = measure(parts, plain.length);
    }
    if (error == ERROR_SUCCESS) {
        error = write_blob(provider, parts, plain, blob, blob_size);
    }
    return error;
}

DWORD
crypt_blob_encrypt(HCRYPTPROV provider, ByteSpan plain, BYTE **blob, DWORD *blob_size)
{
    Parts parts = { .digest_size = 0 };
    DWORD error = make_session_key(provider, &parts.header.cipher, &parts.session);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (CryptGetUserKey(provider, AT_KEYEXCHANGE, &parts.exchange)) {
        error = encrypt_with_key(provider, &parts, plain, blob, blob_size);
        CryptDestroyKey(parts.exchange);
    } else {
        error = GetLastError();
    }
    CryptDestroyKey(parts.session);
    return error;
}

/* Every size in the header lies inside the blob, and together they are all of it. */
static bool
read_header(ByteSpan blob, BlobHeader *header)
{
    DWORD left;

    if (blob.length < sizeof(*header)) {
        return false;
    }
    memcpy(header, blob.bytes, sizeof(*header));
    left = blob.length - (DWORD)sizeof(*header);
    return header->magic == BLOB_MAGIC && header->version == BLOB_VERSION &&
           header->key_size <= left && header->iv_size <= MAX_IV &&
           header->iv_size <= left - header->key_size &&
           header->data_size == left - header->key_size - header->iv_size;
}

/* data is a digest and then the plain bytes, or should be. */
static DWORD
check_digest(HCRYPTPROV provider, DWORD algorithm, ByteSpan front, ByteSpan data,
             DWORD *digest_size)
{
    BYTE digest[MAX_DIGEST];
    ByteSpan plain = { data.bytes, 0 };
    DWORD error = make_digest(provider, algorithm, front, plain, digest, digest_size);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (data.length < *digest_size) {
        return (DWORD)NTE_BAD_DATA;
    }
    plain.bytes = data.bytes + *digest_size;
    plain.length = data.length - *digest_size;
    error = make_digest(provider, algorithm, front, plain, digest, digest_size);
    if (error == ERROR_SUCCESS && memcmp(digest, data.bytes, *digest_size) != 0) {
        error = (DWORD)NTE_BAD_DATA;
    }
    return error;
}

/* Deciphers in a copy, of which the plain bytes are then moved to the front. */
static DWORD
read_data(HCRYPTPROV provider, const BlobHeader *header, HCRYPTKEY key, ByteSpan blob, BYTE **plain,
          DWORD *plain_size)
{
    ByteSpan front = { blob.bytes, blob.length - header->data_size };
    BYTE *copy = LocalAlloc(LPTR, (SIZE_T)header->data_size + 1);
    DWORD size = header->data_size;
    DWORD digest_size;
    DWORD error = ERROR_SUCCESS;

    if (copy == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    memcpy(copy, blob.bytes + front.length, size);
    if (!CryptDecrypt(key, 0, TRUE, 0, copy, &size)) {
        error = GetLastError();
    }
    if (error == ERROR_SUCCESS) {
        error =
            check_digest(provider, header->digest, front, (ByteSpan){ copy, size }, &digest_size);
    }
    if (error != ERROR_SUCCESS) {
        LocalFree(copy);
        return error;
    }
    memmove(copy, copy + digest_size, size - digest_size);
    *plain = copy;
    *plain_size = size - digest_size;
    return ERROR_SUCCESS;
}

static DWORD
import_key(HCRYPTPROV provider, const BYTE *blob, DWORD size, HCRYPTKEY *key)
{
    HCRYPTKEY exchange;
    DWORD error = ERROR_SUCCESS;

    if (!CryptGetUserKey(provider, AT_KEYEXCHANGE, &exchange)) {
        return GetLastError();
    }
    if (!CryptImportKey(provider, blob, size, exchange, 0, key)) {
        error = GetLastError();
    }
    CryptDestroyKey(exchange);
    return error;
}

DWORD
crypt_blob_decrypt(HCRYPTPROV provider, ByteSpan blob, BYTE **plain, DWORD *plain_size)
{
    const BYTE *key_blob = blob.bytes + sizeof(BlobHeader);
    BYTE iv[MAX_IV] = { 0 };
    BlobHeader header;
    HCRYPTKEY key;
    DWORD error;

    if (!read_header(blob, &header)) {
        return (DWORD)NTE_BAD_DATA;
    }
    error = import_key(provider, key_blob, header.key_size, &key);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    memcpy(iv, key_blob + header.key_size, header.iv_size);
    error = CryptSetKeyParam(key, KP_IV, iv, 0) ? ERROR_SUCCESS : GetLastError();
    if (error == ERROR_SUCCESS) {
        error = read_data(provider, &header, key, blob, plain, plain_size);
    }
    CryptDestroyKey(key);
    return error;
}
