import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readPrivateFile, replacePrivateFile } from "../platform/private-file.ts";
import { saveRefreshed } from "../store/grant-writes.ts";
import { findGrant, type RefreshedGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";

/**
 * Answers of networks that could not be saved yet, as sealed files in the data folder: a fresh one-time token exists nowhere else.
 * Any process on that folder saves them, at the next start before anything uses a grant, and before it would refresh that grant.
 */

type Journal = Pick<World, "config" | "vault" | "log">;

const folderOf = ({ config }: Journal): string => join(config.dataFolder, "unsaved");
const nameOf = (id: string, version: number): string => `${id}.${version}`;
const bindingOf = (name: string): string => `unsaved:${name}`;

const moment = z.coerce.date();
const expiry = moment.nullable().optional();
/** What a file holds; the tokens in it are sealed once more by themselves. */
const answerInFile = z.object({
  id: z.string(),
  version: z.number(),
  tokensSealed: z.string(),
  tokenKind: z.enum(["bearer", "dpop", "oauth1"]),
  scopesGranted: z.array(z.string()).optional(),
  accessExpiresAt: expiry,
  accessAssumed: z.literal(true).optional(),
  refreshExpiresAt: expiry,
  endsAt: expiry,
  dataAccessEndsAt: expiry,
  refreshAt: moment.nullable(),
  troubles: z.number(),
  askedAt: moment.optional(),
  attempt: z.object({ id: z.string(), outcome: z.enum(["saved", "unmoved"]) }).optional(),
  now: moment,
});

/** Puts an answer in the journal. False: the folder cannot be written, and the answer is in this process's memory alone. */
export function keepUnsaved(journal: Journal, fresh: RefreshedGrant): boolean {
  const name = nameOf(fresh.id, fresh.version);
  try {
    mkdirSync(folderOf(journal), { recursive: true, mode: 0o700 });
    replacePrivateFile(join(folderOf(journal), name), journal.vault.seal(JSON.stringify(fresh), bindingOf(name)));
    journal.log.warn({ grant: fresh.id, file: join(folderOf(journal), name) }, "a fresh token waits in the journal");
    return true;
  } catch (error) {
    journal.log.error(
      { error, grant: fresh.id, folder: folderOf(journal) },
      "a fresh token is in memory alone: neither the database nor the journal takes it. Do not end this process by force",
    );
    return false;
  }
}

/** It is saved, or another counts: the journal has no use for it any more. */
export function dropUnsaved(journal: Journal, { id, version }: Pick<RefreshedGrant, "id" | "version">): void {
  try {
    rmSync(join(folderOf(journal), nameOf(id, version)), { force: true });
  } catch (error) {
    journal.log.warn(
      { error, grant: id },
      "a token that was saved stays in the journal; it is dropped at the next start",
    );
  }
}

/** What the journal holds of this very version of a grant. */
export function findUnsaved(
  journal: Journal,
  { id, version }: { readonly id: string; readonly version: number },
): RefreshedGrant | undefined {
  const name = nameOf(id, version);
  return existsSync(join(folderOf(journal), name)) ? readUnsaved(journal, name) : undefined;
}

function readUnsaved(journal: Journal, name: string): RefreshedGrant | undefined {
  const file = join(folderOf(journal), name);
  try {
    const plain = journal.vault.open(readPrivateFile(file), bindingOf(name));
    const told = answerInFile.parse(JSON.parse(plain.reveal()));
    return { ...told, askedAt: told.askedAt ?? told.now } as RefreshedGrant;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // another process has saved it just now
    journal.log.error(
      { error, file },
      "a file of the journal does not open; it is kept, and the token in it is not used",
    );
    return undefined;
  }
}

/** The grant with the fresh token; or `superseded` by a newer version: then that one counts, and undefined is given where there is none. */
export interface SavedGrant {
  readonly how: "saved" | "superseded";
  readonly grant: StoredGrant | undefined;
}

export async function saveUnsaved(world: Pick<World, "db">, fresh: RefreshedGrant): Promise<SavedGrant> {
  const saved = await saveRefreshed(world.db, fresh);
  if (saved) return { how: "saved", grant: saved };
  // It may have been saved by an attempt whose answer did not come, or from the journal by another process.
  const row = await findGrant(world.db, fresh.id);
  const isOurs = row?.tokensSealed === fresh.tokensSealed && row.version === fresh.version + 1;
  return { how: isOurs ? "saved" : "superseded", grant: row };
}

/** At the start, before anything uses a grant: what earlier processes could not save. */
export async function replayUnsaved(world: World): Promise<void> {
  const folder = folderOf(world);
  if (!existsSync(folder)) return;
  const isWhole = (name: string): boolean => /^\w+\.\d+$/.test(name);
  for (const name of readdirSync(folder).filter(isWhole).toSorted()) {
    const fresh = readUnsaved(world, name);
    if (fresh) await replayOne(world, fresh);
  }
}

export async function replayOne(world: World, fresh: RefreshedGrant): Promise<void> {
  const { how } = await saveUnsaved(world, fresh);
  dropUnsaved(world, fresh);
  const facts = { grant: fresh.id, version: fresh.version };
  if (how === "saved") world.log.warn(facts, "a token from the journal is saved");
  else world.log.warn(facts, "a token from the journal is dropped: a newer one is there");
}
