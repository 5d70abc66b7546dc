# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What mingw-w64 compiles, for one MACHINE; shim/Makefile.inc calls it. GNU make.
#
#   SRC       the source folder          CC        the mingw-w64 compiler
#   BUILD_ID  a header with the build id  WARNINGS  flags
#
# Products go to $(MACHINE)-windows/ and tests/{dlls,wine}/$(MACHINE)-windows/. `all` makes what is
# installed and the sample DLL, `tests` what the tests run besides.

OUT = $(MACHINE)-windows
DLLS = tests/dlls/$(MACHINE)-windows
WINE = tests/wine/$(MACHINE)-windows

CPPFLAGS_PE = -D_WIN32_WINNT=0x0A00 -D__USE_MINGW_ANSI_STDIO=1 -DUNICODE -D_UNICODE \
	-I$(SRC)/shim/include -I$(SRC)/shim/host -I$(SRC) -I$(SRC)/protocol
CFLAGS_PE = -std=c11 -O2 -g $(WARNINGS)
LDFLAGS_PE = -static-libgcc -Wl,--enable-stdcall-fixup

sources = $(wildcard $(addprefix $(SRC)/,$(1)))
objects = $(patsubst $(SRC)/%.c,$(OUT)/obj/%.o,$(call sources,$(1)))

IDENTIFIED = $(call objects,shim/host/*.c shim/clusapi/*.c tests/wine/resutils/notes-test.c)
$(IDENTIFIED): CPPFLAGS_PE += -include $(BUILD_ID)
$(IDENTIFIED): $(BUILD_ID)

NAMED = $(call objects,shim/clusres/error-text.c)
$(NAMED): CPPFLAGS_PE += -I$(CURDIR)
$(NAMED): win32-error-names.inc

$(OUT)/obj/%.o: $(SRC)/%.c
	@mkdir -p $(@D)
	@echo "  PE $(MACHINE)  $*"
	$(QUIET)$(CC) $(CPPFLAGS_PE) $(CFLAGS_PE) -MMD -MP -c $< -o $@

TOOL = $(CC:gcc=)

# $(call dll,NAME,SOURCES,DEF,LIBRARIES): a DLL, and its import library in $(OUT)/lib.
define dll
$(GOAL): $(1).dll
$(1).dll: $(call objects,$(2)) $(strip $(3)) $(filter %.a,$(4))
	@mkdir -p $$(@D)
	@echo "  PE $(MACHINE)  $$@"
	$$(QUIET)$$(CC) $$(CFLAGS_PE) $$(LDFLAGS_PE) -shared -o $$@ $(call objects,$(2)) \
	    $(strip $(3)) $(4)
$(OUT)/lib/lib$(notdir $(1)).a: $(call objects,$(2)) $(strip $(3))
	@mkdir -p $$(@D)
	$$(QUIET)$(SRC)/shim/import-def.sh $(TOOL)nm $(strip $(3)) \
	    $(call objects,$(2)) > $$(@:.a=.def)
	$$(QUIET)$(TOOL)dlltool -k -d $$(@:.a=.def) -l $$@
endef

# $(call exe,NAME,SOURCES,FLAGS AND LIBRARIES)
define exe
$(GOAL): $(1).exe
$(1).exe: $(call objects,$(2))
	@mkdir -p $$(@D)
	@echo "  PE $(MACHINE)  $$@"
	$$(QUIET)$$(CC) $$(CFLAGS_PE) $$(LDFLAGS_PE) -o $$@ $(call objects,$(2)) $(3)
endef

CLUSAPI = $(OUT)/lib/libclusapi.a
RESUTILS = $(OUT)/lib/libresutils.a

.PHONY: all tests
GOAL = all
all: $(OUT)/obj/shim/include/abi-check.o

# The headers are for C++ too. Without that compiler tests/headers.sh says what was not tried.
CXX_PE = $(CC:gcc=g++)
ifneq ($(shell command -v $(CXX_PE)),)
all: $(OUT)/obj/shim/include/abi-check-cxx.o
endif
$(OUT)/obj/shim/include/abi-check-cxx.o: $(SRC)/shim/include/abi-check.c
	@mkdir -p $(@D)
	@echo "  PE $(MACHINE)  shim/include/abi-check, as C++"
	$(QUIET)$(CXX_PE) -x c++ $(CPPFLAGS_PE) -std=c++17 -O2 $(WARNINGS) -Wpedantic -MMD -MP -c $< -o $@

$(eval $(call exe,$(OUT)/resapi-host,shim/host/*.c protocol/wire.c protocol/channel.c,-ldbghelp))
# $(call exports,DLL): what is implemented and what is refused.
define exports
$(OUT)/$(1).def: $(SRC)/shim/$(1)/$(1).def $(SRC)/shim/$(1)/refused.def
	@mkdir -p $$(@D)
	$$(QUIET){ cat $(SRC)/shim/$(1)/$(1).def; \
	    sed -n 's/^REFUSED(\([A-Za-z0-9]*\),.*/    \1/p' $(SRC)/shim/$(1)/refused.def; } > $$@
endef
$(eval $(call exports,clusapi))
$(eval $(call exports,resutils))

ACCESS = shim/host/host-access.c shim/host/refusal.c
$(eval $(call dll,$(OUT)/clusapi,shim/clusapi/*.c shim/host/text.c $(ACCESS) protocol/wire.c \
	protocol/channel.c,$(OUT)/clusapi.def,))
$(eval $(call dll,$(OUT)/resutils,shim/resutils/*.c shim/host/text.c $(ACCESS),$(OUT)/resutils.def,$(CLUSAPI)))

$(eval $(call dll,$(OUT)/clusres,shim/clusres/*.c shim/clusres/*/*.c protocol/launch.c,\
	$(SRC)/shim/clusres/clusres.def,$(CLUSAPI) $(RESUTILS) -lole32 -loleaut32 -luuid -luser32 \
	-lshell32 -lws2_32))
$(eval $(call exe,$(OUT)/resapi-close,shim/close/*.c,-mwindows -municode))

$(eval $(call dll,$(DLLS)/sampleweb,tests/dlls/sampleweb/sampleweb.c tests/dlls/sampleweb/properties.c \
	tests/dlls/sampleweb/webserver.c tests/dlls/sampleweb/probe.c tests/dlls/sampleweb/page.c,\
	$(SRC)/tests/dlls/sampleweb/sampleweb.def,$(CLUSAPI) $(RESUTILS) -lws2_32))
$(eval $(call exe,$(DLLS)/sampleweb-server,tests/dlls/sampleweb/sampleweb-server.c \
	tests/dlls/sampleweb/page.c,-mwindows -lws2_32))

GOAL = tests

# Resource DLLs as the public documentation teaches them.
$(eval $(call dll,$(DLLS)/docservice,tests/dlls/docservice/*.c tests/dlls/docrecord.c,\
	$(SRC)/tests/dlls/docservice/docservice.def,$(CLUSAPI) $(RESUTILS)))
$(eval $(call dll,$(DLLS)/docgroup,tests/dlls/docgroup/*.c tests/dlls/docrecord.c,\
	$(SRC)/tests/dlls/docgroup/docgroup.def,$(CLUSAPI) $(RESUTILS)))

# What a resource of the cluster tests was, and where.
$(eval $(call dll,$(DLLS)/witness,tests/dlls/witness/*.c tests/dlls/docrecord.c,\
	$(SRC)/tests/dlls/witness/witness.def,$(CLUSAPI) $(RESUTILS) -lws2_32))

# DLLs that call every function, by a list that is made from what is exported: of x64 alone, whose one
# calling convention lets all be called alike.
ifeq ($(MACHINE),x86_64)
EVERYCALL = $(SRC)/tests/dlls/everycall
EVERYCALL_SOURCES = tests/dlls/everycall/*.c tests/dlls/docrecord.c
$(OUT)/everycall-functions.inc: $(EVERYCALL)/functions.sh $(wildcard $(SRC)/shim/include/*.h) \
		$(wildcard $(SRC)/shim/*/*.def)
	@mkdir -p $(@D)
	$(QUIET)$(EVERYCALL)/functions.sh $(SRC) > $@.new && mv $@.new $@
$(call objects,tests/dlls/everycall/functions.c): $(OUT)/everycall-functions.inc
$(call objects,tests/dlls/everycall/functions.c): CPPFLAGS_PE += -I$(OUT)
$(eval $(call dll,$(DLLS)/everycall,$(EVERYCALL_SOURCES),$(EVERYCALL)/everycall.def,\
	$(CLUSAPI) $(RESUTILS)))
$(eval $(call dll,$(DLLS)/everycall-ex,$(EVERYCALL_SOURCES),$(EVERYCALL)/everycall-ex.def,\
	$(CLUSAPI) $(RESUTILS)))
endif

# $(call fault,NAME,VERSION,DEF): one build of the fault DLL, whose objects are its own.
FAULT_SOURCES = $(call sources,tests/dlls/fault/[!f]*.c tests/dlls/fault/fault.c)
define fault
$(GOAL): $(DLLS)/$(1).dll
$(OUT)/obj/$(1)/%.o: $(SRC)/%.c
	@mkdir -p $$(@D)
	@echo "  PE $(MACHINE)  $(1) $$*"
	$$(QUIET)$$(CC) -DFAULT_VERSION=$(2) $$(CPPFLAGS_PE) $$(CFLAGS_PE) -Wno-infinite-recursion \
	    -MMD -MP -c $$< -o $$@
$(DLLS)/$(1).dll: $(patsubst $(SRC)/%.c,$(OUT)/obj/$(1)/%.o,$(FAULT_SOURCES)) \
		$(SRC)/tests/dlls/fault/$(3) $(CLUSAPI) $(RESUTILS)
	@mkdir -p $$(@D)
	@echo "  PE $(MACHINE)  $$@"
	$$(QUIET)$$(CC) $$(CFLAGS_PE) $$(LDFLAGS_PE) -shared -o $$@ $$^
endef
$(eval $(call fault,fault,0x100,fault.def))
$(eval $(call fault,fault-v2,0x200,fault-ex.def))
$(eval $(call fault,fault-v3,0x300,fault-ex.def))
$(eval $(call fault,fault-v4,0x400,fault-ex.def))

# It overflows its stack on purpose.
$(call objects,tests/wine/driver-dll.c): CFLAGS_PE += -Wno-infinite-recursion
$(eval $(call dll,$(WINE)/driver-dll,tests/wine/driver-dll.c,$(SRC)/tests/wine/driver-dll.def,$(CLUSAPI)))
$(eval $(call dll,$(WINE)/driver-ex,tests/wine/driver-ex.c tests/wine/driver-ex-async.c \
	tests/wine/driver-ex-callbacks.c tests/wine/driver-ex-notes.c,$(SRC)/tests/wine/driver-ex.def,))
$(eval $(call dll,$(WINE)/registry-dll,tests/wine/registry-dll.c tests/wine/registry-keys.c \
	tests/wine/registry-batches.c tests/wine/registry-checkpoints.c \
	tests/wine/registry-mirror.c tests/wine/registry-guards.c tests/wine/guard-page.c,\
	$(SRC)/tests/wine/registry-dll.def,$(CLUSAPI)))
$(eval $(call dll,$(WINE)/driver-objects,tests/wine/driver-objects.c tests/wine/driver-enums.c \
	tests/wine/driver-refused.c,\
	$(SRC)/tests/wine/driver-objects.def,$(CLUSAPI)))
$(eval $(call dll,$(WINE)/driver-controls,tests/wine/driver-controls.c tests/wine/driver-changes.c \
	tests/wine/driver-notify.c tests/wine/guard-page.c shim/clusapi/*.c shim/host/text.c $(ACCESS) protocol/wire.c \
	protocol/channel.c,$(SRC)/tests/wine/driver-controls.def,))
$(eval $(call exe,$(WINE)/resutils-test,tests/wine/resutils/*.c tests/wine/guard-page.c shim/resutils/*.c \
	shim/host/text.c $(ACCESS),))
$(eval $(call exe,$(WINE)/test-application,tests/wine/test-application.c,-municode))
$(eval $(call exe,$(WINE)/clusres-test,tests/wine/clusres-test.c tests/wine/resutils/database.c \
	shim/clusres/script/[!st]*.c shim/clusres/script/site.c shim/clusres/script/source.c \
	shim/clusres/script/stored-property.c shim/clusres/script/thread.c shim/clusres/pending.c shim/clusres/error-text.c \
	shim/resutils/text.c shim/resutils/worker.c,\
	-lole32 -loleaut32 -luuid -luser32))
$(eval $(call exe,$(WINE)/test-service,tests/wine/test-service.c,-mwindows -municode))
$(eval $(call exe,$(WINE)/script-workload,tests/wine/script-workload.c,-mwindows))
$(eval $(call exe,$(WINE)/generic-service-program,tests/wine/generic-service-program.c,-municode))

# A PE file that is no resource DLL.
$(GOAL): $(DLLS)/noexport.dll
$(DLLS)/noexport.dll: $(call objects,tests/dlls/noexport.c)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CFLAGS_PE) $(LDFLAGS_PE) -shared -o $@ $^
$(eval $(call exe,$(DLLS)/fault-child,tests/dlls/fault/fault-child.c,-mwindows))

-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)
