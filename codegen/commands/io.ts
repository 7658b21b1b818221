/** What a command sees of the world; a test gives its own. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readStdin(): Promise<Uint8Array>;
  /** Whether what goes to `err` may be coloured. */
  readonly color: boolean;
  /** Whether an internal error shows its stack. */
  readonly debug: boolean;
}

/** Exit codes: 1 stands for diagnostics, stale outputs and failed checks, 2 for a wrong command line. */
export const exit = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** A wrong command line. */
export class UsageError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
