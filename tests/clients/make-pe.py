#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""PE files for the tests of resapictl inspect; the smallest that Wine loads.

make-pe.py FILE [OPTION...]
    --machine=i386             for another machine than x86_64, as PE32
    --exe                      no DLL
    --export=NAME              a function that returns ERROR_NOT_SUPPORTED (50)
    --export=NAME=DLL.OTHER    one that is forwarded
    --export=NAME=call         one that calls the first function that is imported
    --export=NAME=stub         one that Wine has not written, as its winebuild makes it
    --export=#                 one without a name; =# for a stub without one
    --import=DLL=NAME,#7,...   imports
    --delay=DLL=NAME,...       those that are loaded when they are called
    --api-set=NAME=DLL         the section .apiset with these sets
    --wine                     signed as Wine's own

make-pe.py --chain DIR NUMBER    d1.dll, which imports d2.dll, which imports d3.dll, ...
make-pe.py --hostile DIR       files that lie, each in its own way
make-pe.py --seeds DIR WINE    prints how many small ones of all these it has made for the fuzzer, and
                               makes a folder that stands for Wine's
"""
import os
import struct
import sys

BASE = 0x180000000
SECTION = 0x1000  # where the only section of imports and exports is in memory
HEADERS = 0x400   # and in the file
CALL = bytes.fromhex("ff2500000000")  # jmp through what lies behind it at a distance
RETURN_50 = bytes.fromhex("b832000000c3")


class Image:
    """What is in the section, and where."""

    def __init__(self, wide):
        self.data = bytearray()
        self.wide = wide
        self.at = {}
        self.calls = []
        self.first_import = 0

    def here(self):
        return SECTION + len(self.data)

    def add(self, data, align=8):
        self.data += bytes(-len(self.data) % align)
        address = self.here()
        self.data += data
        return address

    def text(self, text):
        return self.add(text.encode("utf-8", "surrogateescape") + b"\0", 2)

    def thunks(self, functions):
        size = 8 if self.wide else 4
        flag = 1 << (size * 8 - 1)
        values = []
        for function in functions:
            if function.startswith("#"):
                values.append(flag | int(function[1:]))
            else:
                values.append(self.add(b"\0\0" + function.encode("utf-8", "surrogateescape") + b"\0", 2))
        values.append(0)
        return self.add(b"".join(v.to_bytes(size, "little") for v in values))


def split(spec):
    name, _, rest = spec.partition("=")
    return name, [word for word in rest.split(",") if word]


def add_imports(image, imports):
    descriptors = b""
    for spec in imports:
        dll, functions = split(spec)
        name = image.text(dll)
        lookup, addresses = image.thunks(functions), image.thunks(functions)
        image.first_import = image.first_import or addresses
        descriptors += struct.pack("<IIIII", lookup, 0, 0, name, addresses)
    return image.add(descriptors + bytes(20)), len(descriptors) + 20


def add_delayed(image, imports):
    descriptors = b""
    for spec in imports:
        dll, functions = split(spec)
        name = image.text(dll)
        names, addresses = image.thunks(functions), image.thunks(functions)
        handle = image.add(bytes(8))
        descriptors += struct.pack("<IIIIIIII", 1, name, handle, addresses, names, 0, 0, 0)
    return image.add(descriptors + bytes(32)), len(descriptors) + 32


def stub_code(image, dll_name, text):
    code = image.add(bytes(24))
    start = code - SECTION
    image.data[start:start + 24] = (
        bytes.fromhex("4883ec28488d0d") + struct.pack("<i", dll_name - code - 11) +
        bytes.fromhex("488d15") + struct.pack("<i", text - code - 18) +
        bytes.fromhex("e80000000090"))
    return code


def add_exports(image, own_name, exports):
    specs = [spec.partition("=") for spec in exports]
    names = sorted((name, index) for index, (name, _, _) in enumerate(specs) if name != "#")
    dll_name = image.text(own_name)
    functions = []
    for name, _, kind in specs:
        if kind in ("stub", "#"):
            functions.append(stub_code(image, dll_name, image.text(name)))
        elif kind == "call":
            functions.append(image.add(CALL))
            image.calls.append(functions[-1])
        else:
            functions.append(image.add(RETURN_50))
    # Forwarders are told by lying within the directory.
    table = image.add(bytes(40))
    for index, (_, _, kind) in enumerate(specs):
        if kind and kind not in ("stub", "#", "call"):
            functions[index] = image.text(kind)
    texts = [image.text(name) for name, _ in names]
    name_table = image.add(struct.pack(f"<{len(texts)}I", *texts), 4)
    # libyara wants as many of these as there are functions.
    ordinals = image.add(struct.pack(f"<{len(names)}H", *[i for _, i in names]) +
                         b"\xff\xff" * (len(specs) - len(names)), 4)
    addresses = image.add(struct.pack(f"<{len(functions)}I", *functions), 4)
    struct.pack_into("<IIHHIIIIIII", image.data, table - SECTION, 0, 0, 0, 0, dll_name, 1,
                     len(functions), len(names), addresses, name_table, ordinals)
    image.at["exports"] = table - SECTION + HEADERS
    return table, image.here() - table


def api_sets(sets):
    entries, tail = b"", b""
    strings = 28 + len(sets) * 24

    def keep(data):
        nonlocal tail
        tail += bytes(-len(tail) % 4)
        at = strings + len(tail)
        tail += data
        return at, len(data)

    for spec in sets:
        name, _, dll = spec.partition("=")
        name_at, name_size = keep(name.encode("utf-16le"))
        dll_at, dll_size = keep(dll.encode("utf-16le"))
        value_at, _ = keep(struct.pack("<IIIII", 0, 0, 0, dll_at, dll_size))
        hashed = len(name.rpartition("-")[0]) * 2
        entries += struct.pack("<IIIIII", 0, name_at, name_size, hashed, value_at,
                               1 if dll else 0)
    return struct.pack("<IIIIIII", 6, strings + len(tail), 0, len(sets), 28, 0, 31) + entries + tail


def section(name, address, data, offset):
    size = (len(data) + 0x1FF) // 0x200 * 0x200
    return struct.pack("<8sIIIIIIHHI", name, max(len(data), 1), address, size, offset, 0, 0, 0, 0,
                       0xE0000060), data + bytes(size - len(data))


def build(own_name, exports=(), imports=(), delayed=(), sets=(), machine="x86_64", exe=False,
          wine=False):
    wide = machine == "x86_64"
    image = Image(wide)
    image.add(RETURN_50)
    directories = [(0, 0)] * 16
    if exports:
        directories[0] = add_exports(image, own_name, exports)
    if imports:
        directories[1] = add_imports(image, imports)
        image.at["imports"] = directories[1][0] - SECTION + HEADERS
    for code in image.calls:
        struct.pack_into("<i", image.data, code - SECTION + 2, image.first_import - code - 6)
    if delayed:
        directories[13] = add_delayed(image, delayed)
        image.at["delayed"] = directories[13][0] - SECTION + HEADERS
    parts = [section(b".data", SECTION, bytes(image.data), HEADERS)]
    if sets:
        address = SECTION + (len(image.data) // 0x1000 + 1) * 0x1000
        parts.append(section(b".apiset", address, api_sets(sets), HEADERS + len(parts[0][1])))
    end = SECTION + sum((len(data) // 0x1000 + 1) * 0x1000 for _, data in parts)
    dos = b"MZ" + bytes(58) + struct.pack("<I", 0x80)
    dos += (b"Wine builtin DLL" if wine else b"").ljust(0x40, b"\0")
    characteristics = 0x22 | (0 if exe else 0x2000) | (0 if wide else 0x100)
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x8664 if wide else 0x14C, len(parts), 0, 0, 0,
                       240 if wide else 224, characteristics)
    optional = struct.pack("<HBBIIIII", 0x20B if wide else 0x10B, 14, 0, 0x200, 0x200, 0, 0, SECTION)
    optional += struct.pack("<Q", BASE) if wide else struct.pack("<II", 0, BASE & 0x7FFFFFFF)
    optional += struct.pack("<IIHHHHHHIIIIHH", 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, end, HEADERS, 0, 3,
                            0x100)
    optional += struct.pack("<QQQQII" if wide else "<IIIIII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    image.at["directories"] = len(dos) + len(coff) + len(optional)
    optional += b"".join(struct.pack("<II", *entry) for entry in directories)
    image.at["sections"] = len(dos) + len(coff) + len(optional)
    head = dos + coff + optional + b"".join(header for header, _ in parts)
    return bytearray(head.ljust(HEADERS, b"\0") + b"".join(data for _, data in parts)), image.at


def honest():
    return build("good.dll", ["Startup", "Other=kernel32.Sleep"], ["kernel32.dll=Sleep,#7"],
                 ["user32.dll=MessageBoxW"])


def patched(offset, value, size=4):
    data, at = honest()
    where = offset(at) if callable(offset) else offset
    data[where:where + size] = value.to_bytes(size, "little")
    return data


def swollen(directory, row, count):
    """With a table of so many rows behind all else, and no end."""
    data, at = honest()
    address = SECTION + len(data) - HEADERS
    data += row * count
    data += bytes(-len(data) % 0x200)
    struct.pack_into("<I", data, at["sections"] + 8, len(data) - HEADERS)
    struct.pack_into("<I", data, at["sections"] + 16, len(data) - HEADERS)
    struct.pack_into("<II", data, at["directories"] + directory * 8, address, len(row) * count)
    return data


def hostile():
    """Name, bytes: what each must be refused for."""
    data, at = honest()
    for length in list(range(0, HEADERS, 32)) + list(range(HEADERS, len(data), 128)):
        yield f"cut-{length:05}", data[:length]
    for count in (0, 97, 0x8000, 0xFFFF):
        yield f"sections-{count}", patched(0x86, count, 2)
    yield "pe-header-outside", patched(0x3C, 0x7FFFFFFF)
    yield "pe-header-last", patched(0x3C, len(data) - 4)
    yield "pe-header-at-itself", patched(0x3C, 0)
    yield "optional-header-of-0", patched(0x94, 0, 2)
    yield "optional-magic", patched(0x98, 0x107, 2)
    for table, index in (("imports", 1), ("delayed", 13)):
        entry = index * 8
        for rva in (1, 0x7FFFFFFF, 0xFFFFFFF0):
            yield f"{table}-at-{rva:x}", patched(lambda at, e=entry: at["directories"] + e, rva)
    yield "exports-at-7fffffff", patched(lambda at: at["directories"], 0x7FFFFFFF)
    for field, offset in (("functions", 20), ("names", 24)):
        yield f"exports-{field}-huge", patched(lambda at, o=offset: at["exports"] + o, 0xFFFFFFFF)
    for field, offset in (("addresses", 28), ("name-table", 32), ("ordinals", 36)):
        yield f"exports-{field}-outside", patched(lambda at, o=offset: at["exports"] + o, 0x7FFFFFFF)
    yield "import-name-outside", patched(lambda at: at["imports"] + 12, 0x7FFFFFFF)
    twice = patched(lambda at: at["imports"], 0x7FFFFFFF)
    struct.pack_into("<I", twice, at["imports"] + 16, 0x7FFFFFFF)
    yield "import-thunks-outside", twice
    # Thunks that lie on the table of imports itself.
    yield "import-thunks-are-imports", patched(lambda at: at["imports"], SECTION)
    row = bytes(data[at["imports"]:at["imports"] + 20])
    yield "imports-without-end", swollen(1, row, 9000)
    yield "section-outside", patched(lambda at: at["sections"] + 20, 0x7FFFFFFF)
    yield "section-huge", patched(lambda at: at["sections"] + 16, 0xFFFFFE00)
    yield "no-end-of-strings", bytearray(data[:HEADERS]) + bytearray(b"A" * (len(data) - HEADERS))
    # Each of thousands of tables holds thousands of functions: their names are the table itself.
    start = SECTION + len(data) - HEADERS
    yield "delayed-bomb", swollen(13, struct.pack("<8I", 1, SECTION + 8, 0, start, start, 0, 0, 0), 60000)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def seeds(folder, wine):
    windows = os.path.join(wine, "x86_64-windows")
    os.makedirs(windows, exist_ok=True)
    sets = api_sets(["api-ms-win-core-a-l1-1-0=kernel32.dll", "ext-ms-b-l1-1-0="])
    files = {
        "honest": honest()[0],
        "narrow": build("n.dll", ["Startup"], ["kernel32.dll=Sleep"], machine="i386")[0],
        "stubs": build("s.dll", ["StartupEx", "A=stub", "#=#", "B=ntdll.A"], wine=True)[0],
        "own": build("o.dll", ["Startup"], ["clusapi.dll=OpenCluster,#1"], ["a=b,#2"])[0],
        "sets": sets,
    }
    files.update((name, data) for name, data in hostile()
                 if len(data) <= 8192 and not name.startswith("cut-"))
    for name, data in files.items():
        write(os.path.join(folder, name), data)
    write(os.path.join(windows, "ntdll.dll"), build("ntdll.dll", ["A=stub"], wine=True)[0])
    write(os.path.join(windows, "kernel32.dll"), build("kernel32.dll", ["Sleep", "A=ntdll.A"])[0])
    write(os.path.join(windows, "apisetschema.dll"),
          build("apisetschema.dll", ["A"], sets=["api-ms-win-core-a-l1-1-0=kernel32.dll"])[0])
    return len(files)


def main(arguments):
    if arguments[:1] == ["--hostile"]:
        for name, data in hostile():
            write(os.path.join(arguments[1], name + ".dll"), data)
        return
    if arguments[:1] == ["--seeds"]:
        print(seeds(arguments[1], arguments[2]))
        return
    if arguments[:1] == ["--chain"]:
        for i in range(1, int(arguments[2]) + 1):
            data, _ = build(f"d{i}.dll", ["Startup"],
                            [f"d{i + 1}.dll=Startup"] if i < int(arguments[2]) else [])
            write(os.path.join(arguments[1], f"d{i}.dll"), data)
        return
    options = {"export": [], "import": [], "delay": [], "api-set": [], "machine": ["x86_64"],
               "exe": [], "wine": []}
    for word in arguments[1:]:
        key, _, value = word.removeprefix("--").partition("=")
        options[key].append(value)
    data, _ = build(os.path.basename(arguments[0]), options["export"], options["import"],
                    options["delay"], options["api-set"], options["machine"][-1],
                    bool(options["exe"]), bool(options["wine"]))
    write(arguments[0], data)


main(sys.argv[1:])
