/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_REFUSAL_H
#define RESAPID_REFUSAL_H

/*
 * Functions that resapid's DLLs export, so that a resource DLL that imports them can be loaded, and do
 * not implement. Each is a line of the DLL's refused.def:
 *
 *     REFUSED(name, result, words)
 *
 * It sets ERROR_CALL_NOT_IMPLEMENTED (120) and returns what its documentation has for failure: code
 * for the error itself, handle for NULL, truth for FALSE, count for 0. words is the number of 32-bit words of
 * its arguments on x86, where the called function takes them off the stack. The first call of each in
 * a process is logged. Any thread.
 */

#include <windows.h>

struct refusal {
    const char *dll;
    const char *name;
    LONG told;
};

/* Logs once, and sets the last error. */
void refuse(struct refusal *refusal);

#define REFUSED_TYPE_code    DWORD
#define REFUSED_TYPE_handle  void *
#define REFUSED_TYPE_truth   BOOL
#define REFUSED_TYPE_count   DWORD
#define REFUSED_VALUE_code   ERROR_CALL_NOT_IMPLEMENTED
#define REFUSED_VALUE_handle NULL
#define REFUSED_VALUE_truth  FALSE
#define REFUSED_VALUE_count  0

#define REFUSED_WORD(n)  __attribute__((unused)) DWORD word##n
#define REFUSED_WORDS_0  void
#define REFUSED_WORDS_1  REFUSED_WORD(1)
#define REFUSED_WORDS_2  REFUSED_WORDS_1, REFUSED_WORD(2)
#define REFUSED_WORDS_3  REFUSED_WORDS_2, REFUSED_WORD(3)
#define REFUSED_WORDS_4  REFUSED_WORDS_3, REFUSED_WORD(4)
#define REFUSED_WORDS_5  REFUSED_WORDS_4, REFUSED_WORD(5)
#define REFUSED_WORDS_6  REFUSED_WORDS_5, REFUSED_WORD(6)
#define REFUSED_WORDS_7  REFUSED_WORDS_6, REFUSED_WORD(7)
#define REFUSED_WORDS_8  REFUSED_WORDS_7, REFUSED_WORD(8)
#define REFUSED_WORDS_9  REFUSED_WORDS_8, REFUSED_WORD(9)
#define REFUSED_WORDS_10 REFUSED_WORDS_9, REFUSED_WORD(10)

/* The function of one line; REFUSED_DLL names the DLL. */
#define REFUSED_FUNCTION(name, result, words)                                                      \
    REFUSED_TYPE_##result WINAPI name(REFUSED_WORDS_##words);                                      \
    REFUSED_TYPE_##result WINAPI name(REFUSED_WORDS_##words)                                       \
    {                                                                                              \
        static struct refusal refusal = { REFUSED_DLL, #name, 0 };                                 \
                                                                                                   \
        refuse(&refusal);                                                                          \
        return REFUSED_VALUE_##result;                                                             \
    }

#endif
