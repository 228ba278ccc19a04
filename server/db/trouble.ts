import { AsyncLocalStorage } from "node:async_hooks";

/**
 * SQLSTATEs with which PostgreSQL says that it cannot be asked at this moment, instead of answering: it stops or starts (57P…), a
 * connection failed (08…), it is out of connections, memory or disk (53…), a file of its cannot be read (58…), a statement took too
 * long (57014), or it is a standby that takes no writes (25006). https://www.postgresql.org/docs/18/errcodes-appendix.html (read 2026-11-29)
 */
const states = /^(08...|53...|58...|57P0[1-5]|57014|25006)$/;

/** What Node says of a connection that cannot be made, or is gone. */
const failures: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT", // of a socket file: PostgreSQL does not run
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What `pg` 8.23 says in words only: node_modules/pg/lib/client.js and pg-pool/index.js (read 2026-11-29). */
const words =
  /^(timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end|driver has already been destroyed)/;

/**
 * Whether an error says that the database could not be asked. It answered nothing then: neither that something is there nor that it
 * is not. This is the one place that decides it.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isDatabaseTrouble);
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (states.test(code)) return true;
  if (code === "ENOENT") return "syscall" in error && error.syscall === "connect";
  return failures.has(code) || words.test(error.message);
}

interface Witness {
  trouble: unknown;
}

const witnesses = new AsyncLocalStorage<Witness>();

/** The pool's part of `watchingForTrouble`. */
export function noteTrouble(error: unknown): void {
  const witness = witnesses.getStore();
  if (witness && isDatabaseTrouble(error)) witness.trouble ??= error;
}

/**
 * Runs code of others that catches the database's errors and makes something else of them, a “no” for instance. Throws the
 * database's error if there was one and `isBelievable` says no to what came of it.
 */
export function watchingForTrouble<T>(act: () => Promise<T>, isBelievable: (result: T) => boolean): Promise<T> {
  const witness: Witness = { trouble: undefined };
  return witnesses.run(witness, async () => {
    let result: T;
    try {
      result = await act();
    } catch (error) {
      throw witness.trouble ?? error;
    }
    if (witness.trouble !== undefined && !isBelievable(result)) throw witness.trouble;
    return result;
  });
}
