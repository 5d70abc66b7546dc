/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_MONITOR_PRIVATE_H
#define RESAPID_MONITOR_PRIVATE_H

/* Shared by monitor.c, monitor-facts.c, monitor-load.c and monitor-tenant.c alone. */

#include "monitor.h"

struct monitors {
    qb_loop_t *loop;
    const struct config *config;
    monitor_served served;
    monitor_gone gone;
    void *user;
    GList *list;    /* struct monitor, whose hosts are there */
    GList *waiters; /* struct end_waiter */
};

/* One open resource of an adopted host. */
struct fact {
    uint32_t number;
    char *name;
    struct tenant_facts facts;
};

enum load_progress { LOAD_NOT_BEGUN, LOAD_RUNS, LOAD_HAS_SUCCEEDED };

/* The type's DLL. */
struct load {
    enum load_progress progress;
    char *type;
    uint32_t limit_ms;
    struct channel_message loaded; /* the answer that all get once it has succeeded */
    GList *waiters;                /* struct load_waiter */
    GList *answered;               /* the same, of those who are being told */
    qb_loop_timer_handle timer;    /* tells those who ask when it is loaded already */
};

struct monitor {
    struct monitors *all;
    char *label;        /* folded, as paths_host_socket() takes it */
    struct host *host;  /* NULL once nothing of it is left */
    unsigned int users; /* its tenants, and the list of all */
    GList *tenants;     /* struct tenant */
    GList *calls;       /* struct tenant_call, of monitor-tenant.c */
    uint32_t last_number;
    bool settled; /* the host answers, and which numbers it has used is known */
    struct load load;

    bool adopting;    /* the facts are awaited */
    GPtrArray *facts; /* struct fact */
    GPtrArray *early; /* struct early_message */

    bool judged;           /* who has taken the host down is known */
    struct tenant *guilty; /* NULL: nobody */
};

struct tenant {
    struct monitor *monitor;
    char *name;
    const struct tenant_events *events;
    void *owner;
    uint32_t number;   /* 0 until it is greeted */
    bool number_used;  /* for an Open: the next one needs another */
    bool sought;       /* by tenant_find() */
    struct fact *fact; /* until it is greeted */
    bool greeted;      /* ready or adopted was told */
    bool left;
    bool finished; /* empty was told */
    bool due;      /* see monitor_mark_all() */
    qb_loop_timer_handle timer;
};

/* For loops over the tenants whose bodies call owners, who may free any of them. */
void monitor_mark_all(struct monitor *monitor);
struct tenant *monitor_next_due(struct monitor *monitor);

/* NULL if there is none, or it is gone. */
struct tenant *monitor_find_number(const struct monitor *monitor, uint32_t number);
void monitor_unref(struct monitor *monitor);
/* The first judgement is the one that counts; NULL: nobody is guilty. */
void monitor_judge(struct monitor *monitor, struct tenant *guilty);
/* What it can be asked for is known from now on. */
void monitor_settle(struct monitor *monitor);
/* Hands a message on that is about one resource. */
void monitor_route(struct monitor *monitor, const struct channel_message *message, uint32_t number);

/* monitor-tenant.c */
struct tenant *tenant_new(struct monitor *monitor, const char *name, bool sought,
                          const struct tenant_events *events, void *owner);
/* Tells ready or adopted, if it was not told before and there is something to begin with. */
void tenant_greet(struct tenant *tenant);
void tenant_stop_timer(struct tenant *tenant);

/* monitor-facts.c */
void monitor_ask_facts(struct monitor *monitor);
void monitor_take_fact(struct monitor *monitor, const struct channel_fact *told);
/* A message about a number that only the facts will tell the name of. */
void monitor_keep_early(struct monitor *monitor, const struct channel_message *message,
                        uint32_t number);
void monitor_forget_facts(struct monitor *monitor);
void fact_free(void *fact);

/* monitor-load.c */
/* The DLL is loaded, as the fact of an open resource shows. */
void monitor_is_loaded(struct monitor *monitor, uint32_t entries);
/* The host has died; nobody is told. */
void monitor_forget_load(struct monitor *monitor);
/* The tenant does not wait any more. */
void monitor_forget_load_waiter(struct tenant *tenant);

#endif
