import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "#server/db/embedded.ts";
import { migrate } from "#server/db/migrate.ts";
import { systemClock } from "#server/platform/clock.ts";
import { fastFolder, makeFastFolder } from "./fast-folder.ts";
import { settleMira, type Inhabitant } from "./mira.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** One PostgreSQL for the whole run; `template` is a database with all migrations, to be cloned, `inhabited` one where Mira lives. */
    readonly postgres: { readonly url: string; readonly template: string; readonly inhabited: string };
    readonly mira: Inhabitant;
  }
}

const log = { info() {}, warn: console.warn, error: console.error };

/** Vitest's global set-up: a throw-away PostgreSQL, or the one of `DATABASE_URL`, with a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["DATABASE_URL"];
  const server = given ? { url: given, stop: async () => {} } : await startThrowaway();
  const template = `latchkey_template_${randomBytes(5).toString("hex")}`;
  await makeTemplate(server.url, template);
  const inhabited = `${template}_inhabited`;
  await run(server.url, `create database ${inhabited} template ${template}`);
  project.provide("mira", await settleMira(databaseUrl(server.url, inhabited)));
  project.provide("postgres", { url: server.url, template, inhabited });
  return async () => {
    for (const name of [template, inhabited]) await run(server.url, `drop database ${name} with (force)`);
    await server.stop();
  };
}

async function startThrowaway(): Promise<{ url: string; stop(): Promise<void> }> {
  await removeLeftovers();
  const folder = makeFastFolder(`latchkey-test-${process.pid}-`);
  const { url, stop } = await startEmbedded({ folder, log, durable: false, settings: { max_connections: "400" } });
  return {
    url,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A run that was killed leaves its PostgreSQL behind, for the product has it outlive us. */
async function removeLeftovers(): Promise<void> {
  const parent = fastFolder();
  for (const name of readdirSync(parent)) {
    const pid = /^latchkey-test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(parent, name);
    try {
      if (existsSync(join(folder, "postgres", "postmaster.pid")))
        await (await startEmbedded({ folder, log, durable: false })).stop();
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (existsSync(folder)) throw error; // else another run has cleared it away at the same moment
    }
  }
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await run(url, `create database ${template}`);
  const client = new pg.Client(databaseUrl(url, template));
  await client.connect();
  try {
    await migrate(client, { now: systemClock.now() });
  } finally {
    await client.end();
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
