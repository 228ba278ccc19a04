import type { ScopeNotes } from "../network.ts";
import { openApi as source } from "./sources.ts";

/** What each scope is for. Pinterest lets nobody untick one of them. */
export const scopeNotes: ScopeNotes = {
  "user_accounts:read": { what: "See which account it is, and its figures.", source },
  "boards:read": { what: "List the account's boards, and group boards.", source },
  "boards:write": { what: "Needed to put a Pin on a board.", source },
  "pins:read": { what: "Read the account's Pins and their figures.", source },
  "pins:write": { what: "Make, change and delete Pins.", source },
};
