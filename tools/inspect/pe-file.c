/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pe-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/error.h"
#include "delayed-imports.h"
#include "yara-object.h"

#define FILE_IS_DLL     0x2000 /* IMAGE_FILE_DLL */
#define MAGIC_PE32_PLUS 0x20b  /* IMAGE_NT_OPTIONAL_HDR64_MAGIC */

enum directory { DIRECTORY_EXPORTS = 0, DIRECTORY_IMPORTS = 1, DIRECTORY_DELAYED = 13 };

static YR_RULES *rules;

bool
pe_files_open(GError **error)
{
    YR_COMPILER *compiler = NULL;
    int code = yr_initialize();

    if (code == ERROR_SUCCESS) {
        code = yr_compiler_create(&compiler);
    }
    if (code == ERROR_SUCCESS &&
        (yr_compiler_add_string(compiler, "import \"pe\" rule inspected { condition: false }",
                                NULL) != 0 ||
         yr_compiler_get_rules(compiler, &rules) != ERROR_SUCCESS)) {
        code = ERROR_UNKNOWN_MODULE;
    }
    if (compiler != NULL) {
        yr_compiler_destroy(compiler);
    }
    if (code != ERROR_SUCCESS) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "libyara cannot read PE files (error %d): install a libyara with its module "
                    "\"pe\"",
                    code);
    }
    return code == ERROR_SUCCESS;
}

void
pe_files_close(void)
{
    g_clear_pointer(&rules, yr_rules_destroy);
    yr_finalize();
}

static void
function_clear(void *data)
{
    g_free(((struct pe_function *)data)->name);
}

static void
import_clear(void *data)
{
    struct pe_import *import = data;

    g_free(import->dll);
    g_array_unref(import->functions);
}

static void
export_clear(void *data)
{
    struct pe_export *export = data;

    g_free(export->name);
    g_free(export->forward);
}

static void
section_clear(void *data)
{
    g_free(((struct pe_section *)data)->name);
}

static GArray *
new_array(guint size, GDestroyNotify clear)
{
    GArray *array = g_array_new(FALSE, TRUE, size);

    g_array_set_clear_func(array, clear);
    return array;
}

static struct pe_file *
new_file(const char *path, GBytes *bytes)
{
    struct pe_file *file = g_new0(struct pe_file, 1);

    file->path = g_strdup(path);
    file->imports = new_array(sizeof(struct pe_import), import_clear);
    file->exports = new_array(sizeof(struct pe_export), export_clear);
    file->sections = new_array(sizeof(struct pe_section), section_clear);
    file->bytes = g_bytes_ref(bytes);
    return file;
}

void
pe_file_free(struct pe_file *file)
{
    if (file == NULL) {
        return;
    }
    g_free(file->path);
    g_free(file->dll_name);
    g_array_unref(file->imports);
    g_array_unref(file->exports);
    g_array_unref(file->sections);
    pe_file_drop_bytes(file);
    g_free(file);
}

void
pe_file_drop_bytes(struct pe_file *file)
{
    g_clear_pointer(&file->bytes, g_bytes_unref);
}

char *
pe_machine_name(uint32_t machine)
{
    static const struct {
        uint32_t number;
        const char *name;
    } machines[] = {
        { PE_MACHINE_X86_64, "x86_64" },
        { PE_MACHINE_I386, "i386" },
        { 0xaa64, "aarch64" },
        { 0x01c4, "arm" },
        { 0x0200, "ia64" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(machines); i++) {
        if (machines[i].number == machine) {
            return g_strdup(machines[i].name);
        }
    }
    return g_strdup_printf("machine 0x%04x", machine);
}

static void
read_function(GArray *functions, const YR_OBJECT *object)
{
    struct pe_function function = { 0 };
    int64_t ordinal = yara_number(object, "ordinal", -1);

    /* For an ordinal, libyara makes up a name. */
    if (ordinal < 0) {
        function.name = yara_text(object, "name", PE_FUNCTION_NAME_MAX);
    }
    function.ordinal = ordinal >= 0 ? (unsigned int)ordinal : 0;
    g_array_append_val(functions, function);
}

static bool
set_damaged(GError **error, const char *path, const char *what)
{
    set_system_error(error, ENOEXEC, "%s: is damaged: %s: copy it again from where it came from",
                     path, what);
    return false;
}

struct pe_import *
pe_file_add_import(struct pe_file *file, char *dll, bool is_delayed)
{
    struct pe_import import = { .dll = dll, .is_delayed = is_delayed };

    import.functions = new_array(sizeof(struct pe_function), function_clear);
    g_array_append_val(file->imports, import);
    return &g_array_index(file->imports, struct pe_import, file->imports->len - 1);
}

static bool
read_import(struct pe_file *file, const YR_OBJECT *object)
{
    int64_t count = yara_number(object, "number_of_functions", 0);
    char *dll = yara_text(object, "library_name", PE_DLL_NAME_MAX);
    struct pe_import *import = dll != NULL ? pe_file_add_import(file, dll, false) : NULL;

    for (int i = 0; import != NULL && i < count && i < PE_IMPORTS_MAX; i++) {
        const YR_OBJECT *function = yara_item(yara_member(object, "functions"), i);

        if (function != NULL) {
            read_function(import->functions, function);
        }
    }
    return import != NULL;
}

/* Where the headers say that a directory is, 0 for none. */
static uint32_t
directory_address(const YR_OBJECT *pe, enum directory directory)
{
    const YR_OBJECT *entry = yara_item(yara_member(pe, "data_directories"), directory);

    return yara_number(entry, "size", 0) != 0 ? (uint32_t)yara_number(entry, "virtual_address", 0)
                                              : 0;
}

/* A directory that the headers speak of, and in which nothing was found. Some linkers write an empty one:
 * it begins with zeros, as long as the shortest of the entries. */
static bool
is_lost(const struct pe_file *file, const YR_OBJECT *pe, enum directory directory)
{
    static const uint8_t none[20];
    uint32_t address = directory_address(pe, directory);
    const uint8_t *start = pe_file_at(file, address, sizeof(none));

    return address != 0 && (start == NULL || memcmp(start, none, sizeof(none)) != 0);
}

static bool
read_imports(struct pe_file *file, const YR_OBJECT *pe, GError **error)
{
    int64_t dlls = yara_number(pe, "number_of_imports", 0);

    if (dlls >= PE_IMPORTS_MAX ||
        yara_number(pe, "number_of_imported_functions", 0) >= PE_IMPORTS_MAX) {
        set_system_error(error, E2BIG,
                         "%s: imports %d functions or more, which no linker writes: copy it again "
                         "from where it came from",
                         file->path, PE_IMPORTS_MAX);
        return false;
    }
    if (dlls == 0 && is_lost(file, pe, DIRECTORY_IMPORTS)) {
        return set_damaged(error, file->path, "its table of imports cannot be read");
    }
    for (int i = 0; i < dlls; i++) {
        if (!read_import(file, yara_item(yara_member(pe, "import_details"), i))) {
            return set_damaged(error, file->path, "its table of imports cannot be read");
        }
    }
    return true;
}

static bool
read_delayed_imports(struct pe_file *file, const YR_OBJECT *pe, GError **error)
{
    uint32_t address = directory_address(pe, DIRECTORY_DELAYED);

    return address == 0 || delayed_imports_read(file, address) ||
           set_damaged(error, file->path, "its table of delay-loaded imports cannot be read");
}

static bool
read_exports(struct pe_file *file, const YR_OBJECT *pe, GError **error)
{
    int64_t count = yara_number(pe, "number_of_exports", 0);

    if (count == 0 && is_lost(file, pe, DIRECTORY_EXPORTS)) {
        return set_damaged(error, file->path, "its table of exports cannot be read");
    }
    for (int i = 0; i < count && i < PE_EXPORTS_MAX; i++) {
        const YR_OBJECT *object = yara_item(yara_member(pe, "export_details"), i);
        struct pe_export export = { 0 };

        if (object == NULL) {
            return set_damaged(error, file->path, "its table of exports cannot be read");
        }
        export.name = yara_text(object, "name", PE_FUNCTION_NAME_MAX);
        export.forward = yara_text(object, "forward_name", PE_FUNCTION_NAME_MAX);
        export.ordinal = (unsigned int)yara_number(object, "ordinal", 0);
        export.offset = yara_number(object, "offset", -1);
        g_array_append_val(file->exports, export);
    }
    return true;
}

/* Wine maps no file that ends before its sections do. */
static bool
read_sections(struct pe_file *file, const YR_OBJECT *pe, GError **error)
{
    int64_t count = yara_number(pe, "number_of_sections", 0);

    for (int i = 0; i < count; i++) {
        const YR_OBJECT *object = yara_item(yara_member(pe, "sections"), i);
        int64_t address = yara_number(object, "virtual_address", -1);
        int64_t offset = yara_number(object, "raw_data_offset", -1);
        int64_t size = yara_number(object, "raw_data_size", -1);
        struct pe_section section = { (uint32_t)address, (uint32_t)offset, (uint32_t)size, NULL };

        if (address < 0 || offset < 0 || size < 0) {
            return set_damaged(error, file->path, "its table of sections cannot be read");
        }
        if (size > 0 && (uint64_t)(offset + size) > g_bytes_get_size(file->bytes)) {
            return set_damaged(error, file->path, "it ends before its last section does");
        }
        section.name = yara_text(object, "name", 8);
        g_array_append_val(file->sections, section);
    }
    return true;
}

static bool
set_no_pe(const struct pe_file *file, GError **error)
{
    size_t size;
    const uint8_t *bytes = g_bytes_get_data(file->bytes, &size);
    const char *what = "is no PE file, as DLLs of Windows are";

    if (size == 0) {
        what = "is empty";
    } else if (size > 1 && bytes[0] == 'M' && bytes[1] == 'Z') {
        what = "is no PE file: a program of DOS or 16-bit Windows, or the beginning of a file";
    }
    set_system_error(error, ENOEXEC, "%s: %s: give the path of a resource DLL", file->path, what);
    return false;
}

static bool
read_pe(struct pe_file *file, const YR_OBJECT *pe, GError **error)
{
    /* What stands behind these was read with them. */
    if (yara_number(pe, "is_pe", 0) != 1 || yara_number(pe, "opthdr_magic", 0) == 0) {
        return set_no_pe(file, error);
    }
    file->machine = (uint32_t)yara_number(pe, "machine", 0);
    file->is_dll = (yara_number(pe, "characteristics", 0) & FILE_IS_DLL) != 0;
    file->is_64 = yara_number(pe, "opthdr_magic", 0) == MAGIC_PE32_PLUS;
    file->dll_name = yara_text(pe, "dll_name", PE_DLL_NAME_MAX);
    return read_sections(file, pe, error) && read_imports(file, pe, error) &&
           read_delayed_imports(file, pe, error) && read_exports(file, pe, error);
}

struct scan {
    struct pe_file *file;
    GError **error;
    bool is_read;
};

static int
on_message(YR_SCAN_CONTEXT *context, int message, void *data, void *user_data)
{
    struct scan *scan = user_data;

    (void)context;
    if (message == CALLBACK_MSG_MODULE_IMPORTED) {
        scan->is_read = read_pe(scan->file, data, scan->error);
        return CALLBACK_ABORT;
    }
    return CALLBACK_CONTINUE;
}

struct pe_file *
pe_file_parse(const char *path, GBytes *bytes, GError **error)
{
    g_autoptr(pe_file_t) file = new_file(path, bytes);
    g_autoptr(GError) cause = NULL;
    struct scan scan = { .file = file, .error = &cause };
    size_t size;
    const uint8_t *start = g_bytes_get_data(bytes, &size);
    int code;

    if (size == 0) {
        set_no_pe(file, error);
        return NULL;
    }
    /* A crash of libyara's is the end of this process, which resapictl reports. */
    code = yr_rules_scan_mem(rules, start, size, SCAN_FLAGS_NO_TRYCATCH, on_message, &scan, 0);
    if (scan.is_read) {
        return g_steal_pointer(&file);
    }
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
    } else {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "%s: libyara cannot read it: error %d of libyara", path, code);
    }
    return NULL;
}

static bool
check_file(int fd, const char *path, size_t *size, GError **error)
{
    struct stat facts;

    if (fd < 0 || fstat(fd, &facts) != 0) {
        set_system_error(error, errno, "%s: give the path of a DLL that you may read", path);
        return false;
    }
    if (!S_ISREG(facts.st_mode)) {
        set_system_error(error, S_ISDIR(facts.st_mode) ? EISDIR : EINVAL,
                         "%s: is no file: give the path of a DLL", path);
        return false;
    }
    if (facts.st_size > PE_FILE_MAX) {
        set_system_error(error, EFBIG,
                         "%s: has %jd bytes, more than the %u that are inspected: give the path of "
                         "a DLL",
                         path, (intmax_t)facts.st_size, PE_FILE_MAX);
        return false;
    }
    *size = (size_t)facts.st_size;
    return true;
}

/* A copy: what is mapped could be cut while it is read. */
static GBytes *
read_bytes(int fd, const char *path, size_t size, GError **error)
{
    uint8_t *bytes = g_malloc(size + 1);
    size_t length = 0;
    ssize_t got;

    while (length < size && (got = read(fd, bytes + length, size - length)) != 0) {
        if (got < 0 && errno != EINTR) {
            set_system_error(error, errno, "%s: cannot be read", path);
            g_free(bytes);
            return NULL;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    return g_bytes_new_take(bytes, length);
}

struct pe_file *
pe_file_read(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* it may be a fifo */
    size_t size = 0;
    g_autoptr(GBytes) bytes =
        check_file(fd, path, &size, error) ? read_bytes(fd, path, size, error) : NULL;

    if (fd >= 0) {
        close(fd);
    }
    return bytes != NULL ? pe_file_parse(path, bytes, error) : NULL;
}

const struct pe_export *
pe_file_export(const struct pe_file *file, const struct pe_function *wanted)
{
    for (guint i = 0; i < file->exports->len; i++) {
        const struct pe_export *export = &g_array_index(file->exports, struct pe_export, i);

        if (wanted->name != NULL ? g_strcmp0(export->name, wanted->name) == 0
                                 : export->ordinal == wanted->ordinal) {
            return export;
        }
    }
    return NULL;
}

const uint8_t *
pe_file_at(const struct pe_file *file, uint32_t address, size_t length)
{
    const uint8_t *bytes = g_bytes_get_data(file->bytes, NULL);

    for (guint i = 0; i < file->sections->len; i++) {
        const struct pe_section *section = &g_array_index(file->sections, struct pe_section, i);

        if (address >= section->address && address - section->address < section->size &&
            length <= section->size - (address - section->address)) {
            return bytes + section->offset + (address - section->address);
        }
    }
    return NULL;
}

bool
pe_file_address(const struct pe_file *file, int64_t offset, uint32_t *address)
{
    for (guint i = 0; i < file->sections->len; i++) {
        const struct pe_section *section = &g_array_index(file->sections, struct pe_section, i);

        if (offset >= section->offset && offset - section->offset < section->size) {
            *address = section->address + (uint32_t)(offset - section->offset);
            return true;
        }
    }
    return false;
}
