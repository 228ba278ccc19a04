// Only what Kysely's SqliteDialect and @atproto/pds 0.5.35 call: new Database(path, { timeout }), prepare, pragma, close.
// The real better-sqlite3 has to be compiled or downloaded when it is installed; node:sqlite is in Node already.
const { DatabaseSync } = require("node:sqlite");

// The codes that @atproto/pds looks at: db/util.js retries the busy ones and reads UNIQUE as "taken".
const errorCodes = new Map([
  [5, "SQLITE_BUSY"],
  [261, "SQLITE_BUSY_RECOVERY"],
  [517, "SQLITE_BUSY_SNAPSHOT"],
  [773, "SQLITE_BUSY_TIMEOUT"],
  [787, "SQLITE_CONSTRAINT_FOREIGNKEY"],
  [1555, "SQLITE_CONSTRAINT_PRIMARYKEY"],
  [2067, "SQLITE_CONSTRAINT_UNIQUE"],
]);

function withCode(act) {
  try {
    return act();
  } catch (error) {
    error.code = errorCodes.get(error.errcode) ?? error.code;
    throw error;
  }
}

const toSql = (value) => (typeof value === "boolean" ? Number(value) : (value ?? null));
const fromSql = (value) => (value instanceof Uint8Array ? Buffer.from(value) : value);

class Statement {
  #statement;

  constructor(statement) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters = []) {
    const rows = withCode(() => this.#statement.all(...parameters.map(toSql)));
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, fromSql(value)])));
  }

  run(parameters = []) {
    return withCode(() => this.#statement.run(...parameters.map(toSql)));
  }
}

module.exports = class Database {
  #database;

  constructor(path, { timeout = 5000 } = {}) {
    this.#database = new DatabaseSync(path, { timeout });
  }

  prepare(sql) {
    return new Statement(withCode(() => this.#database.prepare(sql)));
  }

  pragma(pragma) {
    return this.prepare(`pragma ${pragma}`).all();
  }

  close() {
    this.#database.close();
  }
};
