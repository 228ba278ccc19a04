import { test } from "vitest";
import { startPds } from "../pds.ts";
import { dancesAt } from "../bluesky-on-pds.ts";
import { bluesky } from "#networks/bluesky/bluesky.ts";
import { getWithDpop } from "./dpop.ts";
test("x", async () => {
  await using pds = await startPds();
  const { grant } = await dancesAt(pds).newGrant();
  const more = bluesky.oauth.lend(grant);
  console.log(Object.keys(more.dpopKey), JSON.stringify(more.dpopKey).length, more.dpopKey["kty"], more.dpopKey["crv"], more.dpopKey["alg"], new Date());
  const a = await getWithDpop({ token: grant.tokens.accessToken.reveal(), ...more } as never, "/xrpc/com.atproto.server.getSession");
  console.log(a.status, await a.text(), Object.fromEntries(a.headers));
});
