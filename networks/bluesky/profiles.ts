import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { keptIn, readSession } from "./session.ts";
import { asRead, brokenHandle, profileRecord } from "./wire.ts";

/** One session reaches one account: there are no pages and no roles. */
export const profiles = { list } satisfies Profiles;

async function* list(call: Call, grant: LiveGrant): AsyncIterable<FoundProfile> {
  const { did, handle } = await readSession(call, "discover", grant.tokens);
  const { name, avatarUrl } = await readCard(call, keptIn(grant.tokens).aud, did);
  yield {
    remoteId: did,
    name: name ?? (handle === brokenHandle ? did : handle),
    kind: "account",
    ...(handle !== brokenHandle && { handle }),
    ...(avatarUrl && { avatarUrl }),
    url: `https://bsky.app/profile/${did}`,
  };
}

/** Name and picture from the account's own repository: public, and there also when Bluesky's app view is down. */
async function readCard(call: Call, pds: string, did: string): Promise<{ name?: string; avatarUrl?: string }> {
  const card = { repo: did, collection: "app.bsky.actor.profile", rkey: "self" };
  const answer = await call.fetch("discover", xrpcUrl(pds, "com.atproto.repo.getRecord", card));
  // No record: a new account that has set neither.
  const record = profileRecord.safeParse(asRead(await answer.text())).data?.value;
  const name = record?.displayName?.trim();
  const cid = record?.avatar?.ref.$link;
  return {
    ...(name && { name }),
    ...(cid && { avatarUrl: xrpcUrl(pds, "com.atproto.sync.getBlob", { did, cid }) }),
  };
}

function xrpcUrl(pds: string, method: string, query: Record<string, string>): string {
  const url = new URL(`/xrpc/${method}`, pds);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}
