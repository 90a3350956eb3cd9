/** What the exit codes mean; `--help` says so too. `interrupted` is 128 + SIGINT, as shells have it. */
export const EXIT = { ok: 0, fault: 1, usage: 2, interrupted: 130 } as const;
