import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import { sealedColumns } from "#server/vault-keys/sealed-columns.ts";
import {
  bannedNames,
  climb,
  edges,
  floors,
  maySpeakSql,
  mayTouchEdges,
  networkFiles,
  objection,
  owners,
  sealedColumnsOf,
  sealedForShort,
  serverRoomOf,
  sql,
  withoutComments,
  writesOf,
} from "./house-rules.ts";
import { allFiles, arrowsOf, importsOf, root, sourceFiles, textOf } from "./source-files.ts";

const sources = sourceFiles();
const networkFolders = readdirSync(join(root, "networks"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["contract", "kit"].includes(entry.name))
  .map(({ name }) => name);

/** Each place where the code (comments left out) looks like that, as "server/x.ts:12". */
function placesOf(look: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const lines = withoutComments(textOf(path)).split("\n");
    return lines.flatMap((line, index) => (look.test(line) ? [`${path}:${index + 1}`] : []));
  });
}

describe("the arrows between rooms", () => {
  test("every import goes where it may", () => {
    const objections = sources.flatMap((path) => arrowsOf(path).map(objection)).filter((found) => found !== undefined);
    expect(objections).toEqual([]);
  });

  test("every relative import stays in its room, every other one starts with # or is a package", () => {
    const crossing = sources.flatMap((path) => {
      const depth = path.split("/").length - 1;
      const relative = importsOf(textOf(path)).filter(({ target }) => target.split("../").length - 1 >= depth);
      // This file quotes forbidden imports; package.json lies outside of every room.
      if (path === "test/house.test.ts") return [];
      return relative
        .filter(({ target }) => !target.endsWith("../package.json"))
        .map(({ target }) => `${path} → ${target}`);
    });
    expect(crossing).toEqual([]);
  });

  const forbidden: [string, string, string][] = [
    ["core/grant.ts", 'import { z } from "zod";', "core/grant.ts → zod (a package)"],
    ["core/grant.ts", 'import { x } from "node:crypto";', "core/grant.ts → node:crypto (a package)"],
    ["core/grant.ts", 'import type { World } from "#server/world.ts";', "core/grant.ts → server/world.ts"],
    ["networks/chirp/oauth.ts", 'import { x } from "#server/config.ts";', "networks/chirp/oauth.ts → server/config.ts"],
    [
      "networks/chirp/oauth.ts",
      'import { x } from "../tweet/wire.ts";',
      "networks/chirp/oauth.ts → networks/tweet/wire.ts",
    ],
    [
      "networks/chirp/simulated.ts",
      'import { x } from "./wire.ts";',
      "networks/chirp/simulated.ts → networks/chirp/wire.ts",
    ],
    [
      "networks/chirp/simulated/a.ts",
      'import { x } from "#core/grant.ts";',
      "networks/chirp/simulated/a.ts → core/grant.ts",
    ],
    [
      "networks/chirp/oauth.ts",
      'import { x } from "#simulator/google/scopes.ts";',
      "networks/chirp/oauth.ts → simulator/google/scopes.ts",
    ],
    [
      "networks/chirp/simulated.ts",
      'import { x } from "#simulator/start.ts";',
      "networks/chirp/simulated.ts → simulator/start.ts",
    ],
    [
      "networks/contract/call.ts",
      'import type { Row } from "../kit/answer.ts";',
      "networks/contract/call.ts → networks/kit/answer.ts",
    ],
    ["networks/kit/call.ts", 'export { x } from "../chirp/wire.ts";', "networks/kit/call.ts → networks/chirp/wire.ts"],
    ["simulator/play.ts", 'import { x } from "#core/grant.ts";', "simulator/play.ts → core/grant.ts"],
    [
      "server/db/migrate.ts",
      'import { x } from "../grants/tokens.ts";',
      "server/db/migrate.ts → server/grants/tokens.ts",
    ],
    ["server/platform/log.ts", 'await import("../db/migrate.ts")', "server/platform/log.ts → server/db/migrate.ts"],
    [
      "server/grants/refresh.ts",
      'import {\n  a,\n  b,\n} from "../profiles/queries.ts";',
      "server/grants/refresh.ts → server/profiles/queries.ts (another feature's SQL)",
    ],
    [
      "server/grants/refresh.ts",
      'import { x } from "../connections/flow-queries.ts";',
      "server/grants/refresh.ts → server/connections/flow-queries.ts (another feature's SQL)",
    ],
    [
      "server/grants/refresh.ts",
      'import { x } from "#networks/chirp/oauth.ts";',
      "server/grants/refresh.ts → networks/chirp/oauth.ts",
    ],
    [
      "server/grants/refresh.ts",
      'import { x } from "../world.ts";',
      "server/grants/refresh.ts → server/world.ts (types only: import type)",
    ],
    ["server/grants/refresh.ts", 'import "#test/postgres.ts";', "server/grants/refresh.ts → test/postgres.ts"],
    ["server/main.ts", 'import { x } from "#simulator/start.ts";', "server/main.ts → simulator/start.ts"],
    ["sdk/client.ts", 'import { x } from "#core/grant.ts";', "sdk/client.ts → core/grant.ts"],
    ["web/src/api.ts", 'import { x } from "#core/grant.ts";', "web/src/api.ts → core/grant.ts"],
  ];
  test.each(forbidden)("%s may not say %s", (from, text, said) => {
    expect(arrowsOf(from, text).map(objection)).toEqual([said]);
  });

  const allowed: [string, string][] = [
    ["core/grant.ts", 'import { x } from "./secret.ts";'],
    ["networks/chirp/oauth.ts", 'import type { Network } from "../network.ts";'],
    ["networks/chirp/simulated/a.ts", 'import { x } from "../simulated.ts";'],
    ["networks/chirp/simulated.ts", 'import { x } from "#simulator/play.ts";'],
    ["networks/chirp/simulated.ts", 'import { x } from "#simulator/google/sign-in.ts";'],
    ["server/grants/refresh.ts", 'import type { World } from "../world.ts";'],
    ["server/grants/refresh.ts", 'import { x } from "./queries.ts";'],
    ["server/demo.ts", 'import { x } from "#simulator/start.ts";'],
    ["server/grants/refresh.test.ts", 'import { x } from "#test/postgres.ts";'],
    ["web/src/api.ts", 'import { x } from "react";'],
  ];
  test.each(allowed)("%s may say %s", (from, text) => {
    expect(arrowsOf(from, text)).toHaveLength(1);
    expect(arrowsOf(from, text).map(objection)).toEqual([undefined]);
  });
});

const server = sources.filter((path) => path.startsWith("server/") && !path.endsWith(".test.ts"));

describe("the floors of the server", () => {
  test("every room stands on one floor, and every floor's rooms are there", () => {
    const rooms = [...new Set(server.flatMap((path) => serverRoomOf(path) ?? []))];
    expect(floors.flat().toSorted()).toEqual(rooms.toSorted());
  });

  test("a room imports values from lower floors only", () => {
    expect(server.flatMap((path) => arrowsOf(path).map(climb)).filter((found) => found !== undefined)).toEqual([]);
  });

  const steps: [string, string, string | undefined][] = [
    ["server/words/causes.ts", 'import { x } from "../health/derive.ts";', "(from floor 1 to 7)"],
    ["server/calls/call.ts", 'import { type A, x } from "../apps/apps.ts";', "(from floor 4 to 5)"],
    ["server/ending/forget.ts", 'import { x } from "../attaching/attach.ts";', "(from floor 8 to 8)"],
    ["server/grants/refresh.ts", 'await import("../health/record.ts")', "(from floor 6 to 7)"],
    ["server/grants/refresh.ts", 'import type { A } from "../health/record.ts";', undefined],
    ["server/grants/refresh.ts", 'import { x } from "./tokens.ts";', undefined],
    ["server/health/check.ts", 'import { x } from "../grants/refresh.ts";', undefined],
    ["server/grants/refresh.test.ts", 'import { x } from "../health/record.ts";', undefined],
  ];
  test.each(steps)("%s that says %s is found %s", (from, text, said) => {
    const found = arrowsOf(from, text)
      .map(climb)
      .find((one) => one !== undefined);
    expect(found?.replace(/^.* \(/, "(")).toBe(said);
  });
});

describe("the owners of tables", () => {
  const writes = server.flatMap((path) => writesOf(textOf(path)).map((write) => ({ path, ...write })));

  test("each table is written in one file, its owner", () => {
    const strange = writes.filter(({ path, table }) => owners[table] !== path);
    expect(strange.map(({ path, line, table }) => `${path}:${line} writes ${table}`)).toEqual([]);
  });

  test("every owner writes its table", () => {
    const written = new Set(writes.map(({ table }) => table));
    expect(Object.keys(owners).filter((table) => !written.has(table))).toEqual([]);
  });

  test.each([
    ['db.insertInto("grant").values(row)', "grant"],
    ['trx\n  .updateTable("access")\n  .set({})', "access"],
    ['db.deleteFrom("second_chance as s")', "second_chance"],
    ["db.updateTable(table).set({})", "?"],
    ['sql`update "grant" set probe_at = now()`', "grant"],
    ["sql`\n    update profile\n    set name = 'x'`", "profile"],
    ["sql`update authorization_candidate as c set a = 1`", "authorization_candidate"],
    ["sql`insert into access (id) values (1) on conflict (id) do update set a = 1`", "access"],
    ["sql`delete from process as gone using process`", "process"],
    ["sql`update ${sql.table(table)} set a = 1`", "?"],
    ["sql`insert into ${sql.table(table)} (id) values (1)`", "?"],
  ])("%s is seen to write %s", (text, table) => {
    expect(writesOf(text)).toEqual([{ table, line: expect.any(Number) }]);
  });

  test.each([
    'sql`select id from "grant" for update of "grant" skip locked`',
    'trx.selectFrom("grant").selectAll().forUpdate()',
    'insert.onConflict((c) => c.column("id").doUpdateSet({ a: 1 }))',
    '// db.insertInto("grant")',
  ])("%s writes nothing", (text) => {
    expect(writesOf(text)).toEqual([]);
  });

  test("R2 P24 whatever a table keeps sealed for long is sealed anew after a rotation", () => {
    const migrations = allFiles().filter((path) => path.startsWith("server/db/migrations/"));
    const sealed = migrations.flatMap((path) => sealedColumnsOf(textOf(path)));
    const known = [...sealedColumns.map(({ table, column }) => `${table}.${column}`), ...Object.keys(sealedForShort)];
    expect(sealed.toSorted()).toEqual(known.toSorted());
  });
});

describe.each(networkFolders)("networks/%s", (id) => {
  test("is complete", () => {
    const wanted = networkFiles.map((name) => name.replace("<id>", id));
    expect(wanted.filter((name) => !existsSync(join(root, "networks", id, name)))).toEqual([]);
  });

  test("is listed in networks/index.ts under its own id", () => {
    const listed = Object.values(networks).map(({ about }) => about.id);
    expect(listed).toContain(id);
    expect(textOf("networks/index.ts")).toContain(`from "./${id}/${id}.ts"`);
  });
});

test("SQL stands in queries.ts and in migrations alone", () => {
  expect(
    placesOf(
      sql,
      sources.filter((path) => !maySpeakSql(path)),
    ),
  ).toEqual([]);
});

test.each(edges)("%s is touched at the edges alone", (_what, look) => {
  expect(
    placesOf(
      look,
      sources.filter((path) => !mayTouchEdges(path)),
    ),
  ).toEqual([]);
});

test("the looks of SQL and of the edges are recognised", () => {
  const [, , , , [, fetchLook] = ["", /$^/]] = edges;
  for (const text of ["await fetch(url)", "return fetch(x)", "() => fetch(x)", "globalThis.fetch"])
    expect(text).toMatch(fetchLook);
  for (const text of ["  fetch(act: Act): Promise<Response>;", "door.fetch(url)", "fetch: x"])
    expect(text).not.toMatch(fetchLook);
  for (const text of ['db.selectFrom("grant")', "sql`now()`", "sql<{ a: string }>`x`", '"select id from grant"'])
    expect(text).toMatch(sql);
  expect(withoutComments("a(); // Date.now\n/* Math.random\n */ b('https://x')")).toBe("a(); \n\n b('https://x')");
});

test("no file has a name that says nothing", () => {
  expect(allFiles().filter((path) => bannedNames.test(path) && !path.startsWith("test/pds/"))).toEqual([]);
});

test("files are kebab-case", () => {
  const tails = sources.filter(
    (path) => !/^[a-z0-9-]+(\.test|\.config|\.d)?\.tsx?$/.test(path.split("/").at(-1) ?? ""),
  );
  expect(tails).toEqual([]);
});

test("no file names a folder of somebody's machine", () => {
  const folders = new RegExp(`["'\`( ]/(${["work", "root", "Users"].join("|")}|home/[a-z]+)/[a-z.]`);
  const texts = allFiles().filter((path) => /\.(tsx?|md|json|sql|css|html|sh)$/.test(path));
  expect(texts.filter((path) => folders.test(textOf(path)))).toEqual([]);
});

test.each(["package-lock.json", "test/pds/package-lock.json"])("%s names no registry", (path) => {
  if (existsSync(join(root, path))) expect(textOf(path)).not.toMatch(/"resolved": "https?:/);
});

describe("the lock file", () => {
  interface Locked {
    readonly dev?: boolean;
    readonly devOptional?: boolean;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  }
  const { packages } = JSON.parse(textOf("package-lock.json")) as { packages: Readonly<Record<string, Locked>> };
  const inProduction = Object.entries(packages).filter(([, one]) => !one.dev && !one.devOptional);

  test("what only builds and tests is not among what runs in production", () => {
    const names = new Set(inProduction.map(([path]) => path));
    for (const name of ["vite", "vitest", "react", "react-dom", "rolldown", "playwright-core", "typescript"])
      expect(names).not.toContain(`node_modules/${name}`);
  });

  // npm is told not to install peers by itself: it would bring what its packages merely tolerate.
  test("every package that another needs beside it is there", () => {
    const missing = inProduction.flatMap(([path, { peerDependencies = {}, peerDependenciesMeta = {} }]) =>
      Object.keys(peerDependencies)
        .filter((name) => !peerDependenciesMeta[name]?.optional && !packages[`node_modules/${name}`])
        .map((name) => `${path} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
