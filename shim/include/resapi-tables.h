/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Macros that fill in a CLRES_FUNCTION_TABLE. Include resapi.h, not this file.
 *
 * CLRES_V1_FUNCTION_TABLE and the CLRES_Vn_FUNCTION_TABLE_SET statements are Microsoft's;
 * CLRES_V2_FUNCTION_TABLE and later, definitions as for version 1, are an extension of ours, for C99
 * and C++11. In C++ they may be filled in as late as the DLL's constructors of global objects run,
 * which is before DllMain. Entry points are named PrefixOpen, PrefixClose, ...; from version 2 on
 * PrefixOpenV2, PrefixOnlineV2, PrefixOfflineV2.
 */
#ifndef RESAPID_RESAPI_TABLES_H
#define RESAPID_RESAPI_TABLES_H

#define CLRES_V1_FUNCTION_TABLE(_Name, _Version, _Prefix, _Arbitrate, _Release, _ResControl,       \
                                _ResTypeControl)                                                   \
    CLRES_FUNCTION_TABLE _Name = { CLRES_V1_FUNCTION_SIZE,                                         \
                                   _Version,                                                       \
                                   { { _Prefix##Open, _Prefix##Close, _Prefix##Online,             \
                                       _Prefix##Offline, _Prefix##Terminate, _Prefix##LooksAlive,  \
                                       _Prefix##IsAlive, _Arbitrate, _Release, _ResControl,        \
                                       _ResTypeControl } } }

/* Only the union's first member can be initialised without a designator, which C++17 has not. */
#ifdef __cplusplus
extern "C++" {
inline CLRES_FUNCTION_TABLE
ClresFunctionTable(DWORD _Version, const CLRES_V2_FUNCTIONS &_Functions)
{
    CLRES_FUNCTION_TABLE _Table = CLRES_FUNCTION_TABLE();

    _Table.TableSize = CLRES_V2_FUNCTION_SIZE;
    _Table.Version = _Version;
    _Table.V2Functions = _Functions;
    return _Table;
}

inline CLRES_FUNCTION_TABLE
ClresFunctionTable(DWORD _Version, const CLRES_V3_FUNCTIONS &_Functions)
{
    CLRES_FUNCTION_TABLE _Table = CLRES_FUNCTION_TABLE();

    _Table.TableSize = CLRES_V3_FUNCTION_SIZE;
    _Table.Version = _Version;
    _Table.V3Functions = _Functions;
    return _Table;
}

inline CLRES_FUNCTION_TABLE
ClresFunctionTable(DWORD _Version, const CLRES_V4_FUNCTIONS &_Functions)
{
    CLRES_FUNCTION_TABLE _Table = CLRES_FUNCTION_TABLE();

    _Table.TableSize = CLRES_V4_FUNCTION_SIZE;
    _Table.Version = _Version;
    _Table.V4Functions = _Functions;
    return _Table;
}
}
#define CLRES_FUNCTION_TABLE_VALUE(_Number, _Version, ...)                                         \
    ClresFunctionTable(_Version, CLRES_V##_Number##_FUNCTIONS{ __VA_ARGS__ })
#else
#define CLRES_FUNCTION_TABLE_VALUE(_Number, _Version, ...)                                         \
    {                                                                                              \
        CLRES_V##_Number##_FUNCTION_SIZE, _Version,                                                \
        {                                                                                          \
            .V##_Number##Functions = { __VA_ARGS__ }                                               \
        }                                                                                          \
    }
#endif

#define CLRES_V2_FUNCTION_TABLE(_Name, _Version, _Prefix, _Arbitrate, _Release, _ResControl,       \
                                _ResTypeControl, _Cancel)                                          \
    CLRES_FUNCTION_TABLE _Name =                                                                   \
        CLRES_FUNCTION_TABLE_VALUE(2, _Version, _Prefix##OpenV2, _Prefix##Close,                   \
                                   _Prefix##OnlineV2, _Prefix##OfflineV2, _Prefix##Terminate,      \
                                   _Prefix##LooksAlive, _Prefix##IsAlive, _Arbitrate, _Release,    \
                                   _ResControl, _ResTypeControl, _Cancel)

#define CLRES_V3_FUNCTION_TABLE(_Name, _Version, _Prefix, _Arbitrate, _Release, _BeginResCtrl,     \
                                _BeginResTypeCtrl, _Cancel)                                        \
    CLRES_FUNCTION_TABLE _Name =                                                                   \
        CLRES_FUNCTION_TABLE_VALUE(3, _Version, _Prefix##OpenV2, _Prefix##Close,                   \
                                   _Prefix##OnlineV2, _Prefix##OfflineV2, _Prefix##Terminate,      \
                                   _Prefix##LooksAlive, _Prefix##IsAlive, _Arbitrate, _Release,    \
                                   _BeginResCtrl, _BeginResTypeCtrl, _Cancel)

#define CLRES_V4_FUNCTION_TABLE(_Name, _Version, _Prefix, _Arbitrate, _Release, _BeginResCtrl,     \
                                _BeginResTypeCtrl, _Cancel, _BeginResCtrlAsUser,                   \
                                _BeginResTypeCtrlAsUser)                                           \
    CLRES_FUNCTION_TABLE _Name =                                                                   \
        CLRES_FUNCTION_TABLE_VALUE(4, _Version, _Prefix##OpenV2, _Prefix##Close,                   \
                                   _Prefix##OnlineV2, _Prefix##OfflineV2, _Prefix##Terminate,      \
                                   _Prefix##LooksAlive, _Prefix##IsAlive, _Arbitrate, _Release,    \
                                   _BeginResCtrl, _BeginResTypeCtrl, _Cancel, _BeginResCtrlAsUser, \
                                   _BeginResTypeCtrlAsUser)

/* The members that versions 2 to 4 have in common. */
#define CLRES_FUNCTION_TABLE_SET_COMMON(_Name, _Member, _Size, _Version, _Prefix, _Arbitrate,      \
                                        _Release, _LooksAlive, _IsAlive, _Cancel)                  \
    _Name.TableSize = _Size;                                                                       \
    _Name.Version = _Version;                                                                      \
    _Name._Member.Open = _Prefix##OpenV2;                                                          \
    _Name._Member.Close = _Prefix##Close;                                                          \
    _Name._Member.Online = _Prefix##OnlineV2;                                                      \
    _Name._Member.Offline = _Prefix##OfflineV2;                                                    \
    _Name._Member.Terminate = _Prefix##Terminate;                                                  \
    _Name._Member.LooksAlive = _LooksAlive;                                                        \
    _Name._Member.IsAlive = _IsAlive;                                                              \
    _Name._Member.Arbitrate = _Arbitrate;                                                          \
    _Name._Member.Release = _Release;                                                              \
    _Name._Member.Cancel = _Cancel

#define CLRES_V2_FUNCTION_TABLE_SET(_Name, _Version, _Prefix, _Arbitrate, _Release, _ResControl,   \
                                    _ResTypeControl, _LooksAlive, _IsAlive, _Cancel)               \
    CLRES_FUNCTION_TABLE_SET_COMMON(_Name, V2Functions, CLRES_V2_FUNCTION_SIZE, _Version, _Prefix, \
                                    _Arbitrate, _Release, _LooksAlive, _IsAlive, _Cancel);         \
    _Name.V2Functions.ResourceControl = _ResControl;                                               \
    _Name.V2Functions.ResourceTypeControl = _ResTypeControl;

#define CLRES_V3_FUNCTION_TABLE_SET(_Name, _Version, _Prefix, _Arbitrate, _Release, _BeginResCtrl, \
                                    _BeginResTypeCtrl, _LooksAlive, _IsAlive, _Cancel)             \
    CLRES_FUNCTION_TABLE_SET_COMMON(_Name, V3Functions, CLRES_V3_FUNCTION_SIZE, _Version, _Prefix, \
                                    _Arbitrate, _Release, _LooksAlive, _IsAlive, _Cancel);         \
    _Name.V3Functions.BeginResourceControl = _BeginResCtrl;                                        \
    _Name.V3Functions.BeginResourceTypeControl = _BeginResTypeCtrl;

#define CLRES_V4_FUNCTION_TABLE_SET(_Name, _Version, _Prefix, _Arbitrate, _Release, _BeginResCtrl, \
                                    _BeginResTypeCtrl, _LooksAlive, _IsAlive, _Cancel,             \
                                    _BeginResCtrlAsUser, _BeginResTypeCtrlAsUser)                  \
    CLRES_FUNCTION_TABLE_SET_COMMON(_Name, V4Functions, CLRES_V4_FUNCTION_SIZE, _Version, _Prefix, \
                                    _Arbitrate, _Release, _LooksAlive, _IsAlive, _Cancel);         \
    _Name.V4Functions.BeginResourceControl = _BeginResCtrl;                                        \
    _Name.V4Functions.BeginResourceTypeControl = _BeginResTypeCtrl;                                \
    _Name.V4Functions.BeginResourceControlAsUser = _BeginResCtrlAsUser;                            \
    _Name.V4Functions.BeginResourceTypeControlAsUser = _BeginResTypeCtrlAsUser;

#endif
