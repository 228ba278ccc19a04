import type { ScopeNotes } from "../network.ts";
import { permissions as source } from "./sources.ts";

/** What each scope is for. */
export const scopeNotes: ScopeNotes = {
  atproto: { what: "Say which account signed in; every app asks for it.", source },
  "transition:generic": {
    what: "Publish and delete posts, upload, read notifications and threads: what an app password allows, without direct messages.",
    source,
  },
};
