import type { CapabilityTable } from "#core/capability.ts";
import { gemPaths, vendor } from "./sources.ts";

/**
 * XING knows no scopes: what an app may do was agreed between XING and its operator, and a person's consent is all or
 * nothing. So a token that lives can publish; the rest is absent, whatever old documentation says (R84, R85).
 */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: [],
    anyRole: [],
    source: `${vendor}; ${gemPaths}`,
  },
  inbox: {
    absent:
      "XING has discontinued its interface: incoming posts and comments cannot be answered from here. Answer them on xing.com.",
  },
  analytics: {
    absent: "XING has never offered figures through its interface. Look at them on xing.com.",
  },
};

export const scopes: readonly string[] = [];
