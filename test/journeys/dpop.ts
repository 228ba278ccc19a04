import { createHash, createPrivateKey, randomUUID, sign, type JsonWebKey } from "node:crypto";
import type { TokenAnswer } from "#sdk/contract.ts";

/** A GET as a program makes it that knows nothing but what `GET /v1/profiles/{id}/token` answered (RFC 9449). */
export async function getWithDpop(lent: TokenAnswer, path: string): Promise<Response> {
  const url = new URL(path, lent.audience);
  const send = (nonce?: string) =>
    fetch(url, { headers: { authorization: `DPoP ${lent.token}`, dpop: proof(lent, url, nonce) } });
  const first = await send();
  const nonce = first.headers.get("dpop-nonce");
  return first.status === 401 && nonce ? send(nonce) : first;
}

function proof({ token, dpopKey = {} }: TokenAnswer, url: URL, nonce?: string): string {
  const { kty, crv, x, y } = dpopKey as JsonWebKey;
  const claims = {
    jti: randomUUID(),
    htm: "GET",
    htu: url.origin + url.pathname,
    iat: Math.floor(Date.now() / 1000),
    ath: createHash("sha256").update(token).digest("base64url"),
    ...(nonce && { nonce }),
  };
  const signed = [{ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const key = createPrivateKey({ key: dpopKey as JsonWebKey, format: "jwk" });
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}
