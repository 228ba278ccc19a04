import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { startPds } from "#test/pds.ts";
import { dancesAt, failureOf, grantOf, type Circumstances } from "#test/bluesky-on-pds.ts";
import { bluesky } from "./bluesky.ts";

// Reserved by RFC 8375; example.org and its like are refused by the server.
const publicUrl = "https://latchkey.home.arpa";
const redirectUri = `${publicUrl}/v1/oauth/callback`;

/** As the notes tell the operator to make one. */
function newKey(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomBytes(6).toString("hex");
  return { ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", key_ops: ["sign"] };
}

const withKeys = (...keys: object[]) => ({
  publicUrl,
  app: { clientId: "", clientSecret: Secret.of(JSON.stringify({ keys })), settings: {} },
});

async function addressOf(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server listens nowhere.");
  return `http://127.0.0.1:${address.port}`;
}

test("a client with a signing key gets sessions of two years, as long as the key is there", async () => {
  const origin = "https://pds.home.arpa";
  await using pds = await startPds("pds.home.arpa");
  const { newCall, newAccount, connect } = dancesAt(pds, origin);
  const key = newKey();
  let registered = withKeys(key);
  await using server = createServer();
  server.on("request", (_request, answer) => {
    void bluesky.documents["client-metadata.json"](registered.app, publicUrl).then((document) =>
      answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document)),
    );
  });
  await pds.standIn(publicUrl, await addressOf(server));
  const as = (circumstances: Circumstances) => newCall(circumstances);

  const consent = await connect(await newAccount(), { circumstances: withKeys(key), changes: { redirectUri } });
  const days = ((consent.answer.endsAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(730.5, 1);
  await bluesky.probe.grant(as(withKeys(key)), grantOf(consent));

  registered = withKeys(newKey(), key);
  const second = grantOf(consent, await bluesky.oauth.refresh(as(registered), grantOf(consent)));

  const withoutIts = bluesky.oauth.refresh(as(withKeys(newKey())), second);
  expect((await failureOf(withoutIts)).diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
  await bluesky.oauth.refresh(as(registered), second);
}, 60_000);

test.each(["not JSON", "[]", '{"kty":"EC"}'])(
  "R2 keys entered as %s are refused without being quoted",
  async (entered) => {
    const app = { clientId: "", clientSecret: Secret.of(entered), settings: {} };
    const refused = bluesky.documents["client-metadata.json"](app, publicUrl);
    await expect(refused).rejects.toMatchObject({ code: "not_ready" });
    await expect(refused).rejects.not.toHaveProperty("cause");
  },
);
