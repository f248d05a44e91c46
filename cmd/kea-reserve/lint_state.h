/*
 * The state's folder and files: theirs is one group, that FreeRADIUS's user,
 * cron and root share.
 */
#ifndef LINT_STATE_H
#define LINT_STATE_H

#include "finding.h"

/* f->where is the folder. */
void lint_state_dir(const char *dir, struct findings *f);

#endif
