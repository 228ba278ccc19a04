import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { noteTrouble } from "./trouble.ts";

/** How long PostgreSQL may take; without limits a server that is frozen, or a cut cable, would keep callers waiting without end. */
interface Limits {
  /** To let us in, or until a connection of the pool is free. */
  readonly connectMs: number;
  /** For one statement, as we see it: a frozen server ends none by itself. */
  readonly answerMs: number;
}

/** Background work may write a thousand rows in one statement. */
const working: Limits = { connectMs: 10_000, answerMs: 65_000 };
/** Somebody waits for an answer over HTTP: a 503 in time is worth more than an answer that is late. */
const waitedFor: Limits = { connectMs: 4_000, answerMs: 4_500 };
/** As the server sees it: before we give up, so that it stops as well. */
const statementMs = 60_000;

const asked = new AsyncLocalStorage<Limits>();

/** Does what somebody waits for: the database is given seconds, not a minute. */
export function whileSomebodyWaits<T>(act: () => T): T {
  return asked.run(waitedFor, act);
}

export interface PoolParts {
  /** Leaves room for pg-boss and the listening connections beside it. */
  readonly max: number;
  readonly onIdleError: (error: Error) => void;
  /** A statement that may have changed something from which tokens are lent has been committed by this process. */
  readonly onChange?: () => void;
}

/** A pool without anybody who has to hear of changes. */
export function openPool(url: string, max: number, onIdleError: (error: Error) => void): pg.Pool {
  return openPoolWith(url, { max, onIdleError });
}

/** One pool per process. */
export function openPoolWith(url: string, { max, onIdleError, onChange = () => {} }: PoolParts): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: "latchkey",
    connectionTimeoutMillis: working.connectMs,
    keepAlive: true,
    // By a statement, because a pooler such as PgBouncer refuses the setting among the connection's own.
    onConnect: limitStatements,
  });
  // A connection that dies while nobody uses it is replaced at the next use; without a listener it would end the process.
  pool.on("error", onIdleError);
  pool.on("connect", (client) => {
    client.on("error", onIdleError);
    watch(client, onChange);
  });
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => Promise<pg.PoolClient> | undefined;
  return Object.assign(pool, { connect: (...args: unknown[]) => inTime(connect(...args)) });
}

/** The pool waits for the promise before it lends the connection, although the declared types of `pg` 8 say `void`. */
function limitStatements(client: pg.ClientBase): void {
  return client.query(`set statement_timeout = ${statementMs}`) as unknown as void;
}

/** A connection that comes too late is given back. */
function inTime(connecting: Promise<pg.PoolClient> | undefined): Promise<pg.PoolClient> | undefined {
  if (!connecting) return undefined; // it was asked with a callback
  const { connectMs } = asked.getStore() ?? working;
  const late = Promise.withResolvers<never>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    late.reject(new Error("timeout exceeded when trying to connect"));
  }, connectMs);
  const connected = connecting.then((client) => {
    if (isLate) client.release();
    return client;
  });
  return Promise.race([connected, late.promise])
    .catch(rethrowNoted)
    .finally(() => clearTimeout(timer));
}

function rethrowNoted(error: unknown): never {
  noteTrouble(error);
  throw error;
}

/** Statements on the tables from which tokens are lent and keys are known; see migration 0013. */
const changes = /\b(insert into|update|delete from|truncate|merge into)\s+"?(grant|access|profile|apikey)"?(\s|$)/i;
const ends = /^\s*(commit|rollback)\b/i;

/** Looks at what a connection is asked and how that ends. */
function watch(client: pg.PoolClient, onChange: () => void): void {
  const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
  let inTransaction = false;
  let hasChanged = false;
  const before = (statement: string): void => {
    if (/^\s*(begin|start transaction)\b/i.test(statement)) inTransaction = true;
    if (changes.test(statement)) hasChanged = true;
    if (ends.test(statement)) inTransaction = false;
  };
  // Whether it was committed is not asked: after a lost connection nobody knows.
  const after = (): void => {
    if (!hasChanged || inTransaction) return;
    hasChanged = false;
    onChange();
  };
  const watched = (...args: unknown[]): unknown => {
    before(textOf(args[0]));
    const answer = ask(...args);
    if (!(answer instanceof Promise)) return answer; // asked with a callback
    return answered(client, answer).then(
      (result) => {
        after();
        return result;
      },
      (error: unknown) => {
        after();
        return rethrowNoted(error);
      },
    );
  };
  Object.assign(client, { query: watched });
}

/** Without an answer in time the connection is given up: whoever got it next would wait for that answer first. */
async function answered(client: pg.PoolClient, answer: Promise<unknown>): Promise<unknown> {
  const { answerMs } = asked.getStore() ?? working;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endAtOnce(client);
  }, answerMs);
  try {
    return await answer;
  } catch (error) {
    throw isLate ? new Error("Query read timeout", { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

function textOf(query: unknown): string {
  if (typeof query === "string") return query;
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : "";
}

/** Without a goodbye, for which there would be no answer either. */
export function endAtOnce(client: pg.ClientBase): void {
  // `connection` is not among the declared types of `pg` 8.
  const { connection } = client as pg.ClientBase & { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
