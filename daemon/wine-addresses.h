/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_WINE_ADDRESSES_H
#define RESAPID_WINE_ADDRESSES_H

/*
 * Lets the kernel put the parts of the program that is executed next, and of all that it starts, where they
 * always are (personality(2), ADDR_NO_RANDOMIZE).
 *
 * Wine needs the page at 0x7ffe0000 for what Windows calls KUSER_SHARED_DATA. wine64-preloader is linked at
 * 0x7d400000, and kernels since 6.9 put the heap of such a program anywhere in the 1 GiB behind it: on that page
 * too, and then Wine 8.0 ends with status 1 before it has run anything, without a word under WINEDEBUG=-all. Of
 * 1,600 starts it was one.
 *
 * Where a seccomp filter refuses it, that chance stays.
 */
void wine_addresses_fix(void);

#endif
