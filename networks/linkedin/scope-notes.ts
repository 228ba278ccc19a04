import type { ScopeNotes } from "../network.ts";
import { flowGuide, read, rolesGuide } from "./sources.ts";

const comments = `learn.microsoft.com, LinkedIn Comments API 202607, ${read}`;
const posts = `learn.microsoft.com, LinkedIn Posts API 202607, ${read}`;
const who = { what: "Say which member signed in: name, picture and e-mail address.", source: flowGuide };

/** What each permission is for. LinkedIn lets nobody untick one of them. */
export const scopeNotes: ScopeNotes = {
  openid: who,
  profile: who,
  email: who,
  w_member_social: { what: "Publish as the member, on the personal profile.", source: flowGuide },
  rw_organization_admin: {
    what: "List the member's company pages and the role on each, and read the pages' figures. No role is changed.",
    source: rolesGuide,
  },
  r_organization_social: { what: "Read the posts of company pages, with comments and reactions.", source: comments },
  w_organization_social: { what: "Publish and answer comments as a company page.", source: posts },
};
