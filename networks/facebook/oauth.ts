import { facebookDialog, finishFacebookLogin, readRefusal } from "../kit/meta-login.ts";
import { giveBack } from "../kit/meta-revoke.ts";
import type { OAuth } from "../network.ts";
import { scopes, sharedWithInstagram } from "./capabilities.ts";

/** Facebook's login as it is, without a refresh; the dance itself is kit/meta-login.ts, which Instagram shares. */
export const oauth: OAuth = {
  scopes,
  begin: (call, start) => Promise.resolve({ url: facebookDialog(call, start) }),
  refusal: (params) => readRefusal(params, "Facebook"),
  finish: finishFacebookLogin,
  revoke: (call, grant) => giveBack(call, grant, { asked: scopes, shared: sharedWithInstagram }),
};
