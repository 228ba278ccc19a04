import { readAs, refuse, type Asking } from "./asking.ts";
import type { Call, GrantProof, LiveGrant } from "../network.ts";
import { askAboutToken, own } from "./google-calls.ts";
import { loginOf } from "./google-login.ts";
import { tokenInfo } from "./google-wire.ts";

/** Costs no quota. A token of another app or of another login proves nothing about this one (P13). */
export async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const answer = await askAboutToken(asking, grant.tokens.accessToken);
  const { aud, sub, scope } = readAs(asking, answer, tokenInfo);
  if (aud !== call.app.clientId) return refuse(asking, answer, own.otherApp);
  if (sub !== undefined && sub !== loginOf(grant.setter.remoteId)) return refuse(asking, answer, own.otherLogin);
  return { scopesGranted: scope };
}
