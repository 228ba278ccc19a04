import { json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { base32From, findAccount, standingOf, type Account } from "./accounts.ts";
import { refuseXrpc } from "./refusals.ts";

/** `GET https://plc.directory/<did>`: a document outlives its account, and does not know how that stands. */
export function didDocument(play: Play, call: Call): Answer {
  const did = decodeURIComponent(call.path.slice(1));
  const account = findAccount(play, did);
  if (!account || account.did !== did) return json({ message: `DID not registered: ${did}` }, 404);
  return withHeaders(json(documentOf(account)), { "content-type": "application/did+ld+json; charset=utf-8" });
}

export const documentOf = ({ did, handle, pds }: Account): Record<string, unknown> => ({
  "@context": [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/secp256k1-2019/v1",
  ],
  id: did,
  alsoKnownAs: [`at://${handle}`],
  verificationMethod: [
    { id: `${did}#atproto`, type: "Multikey", controller: did, publicKeyMultibase: `zQ3sh${base32From(did, 44)}` },
  ],
  service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: `https://${pds}` }],
});

/** Handles of accounts that are shut or switched off lead nowhere (reference server, seen 2026-11-22). */
function resolve(play: Play, handle: string): Account | undefined {
  const account = findAccount(play, handle);
  return account && standingOf(play, account) === "active" ? account : undefined;
}

/** `com.atproto.identity.resolveHandle`. */
export function resolveHandle(play: Play, { query }: Call): Answer {
  const account = resolve(play, query.get("handle") ?? "");
  if (!account) throw refuseXrpc(400, "HandleNotFound", "Unable to resolve handle");
  return json({ did: account.did });
}

/** `GET https://<handle>/.well-known/atproto-did`, as plain text. */
export function wellKnownDid(play: Play, { host }: Call): Answer {
  const account = resolve(play, host);
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return account ? { status: 200, headers, body: account.did } : { status: 404, headers, body: "User not found" };
}
