import { portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { accountPage } from "./account-page.ts";
import { findAccount } from "./accounts.ts";
import { authorizeScreens } from "./authorize.ts";
import { isIssuer } from "./hosts.ts";
import { errorPage } from "./look.ts";

const facePath = /^\/face\/([^/]+)\.svg$/;

/** Pages for people; everything else is for programs. */
export const isSite = ({ host, path }: Call): boolean =>
  isIssuer(host) && (path === "/" || path === "/oauth/authorize" || path === "/account" || facePath.test(path));

export function answerSite(play: Play, call: Call): Answer | Promise<Answer> {
  const [, did = ""] = facePath.exec(call.path) ?? [];
  if (did !== "") return svg(portrait(findAccount(play, decodeURIComponent(did))?.name ?? "?"));
  if (call.path === "/oauth/authorize") return authorizeScreens(play, call);
  if (call.path === "/" || call.path === "/account") return accountPage(play, call);
  return errorPage(call, "Page not found", 404);
}
