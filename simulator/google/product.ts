import type { Page } from "../play.ts";

/** A product of Google's behind its one sign-in (YouTube, Business Profile), as far as the sign-in knows it. */
export interface GoogleProduct {
  /** Its scopes, and what the consent screen says of each. */
  scopes: Readonly<Record<string, string>>;
  /** Where a consent is for one page of the person (YouTube's channels), and the token for that one; else it is for all they have. */
  onePage?: {
    heading: string;
    /** Before its name on the consent screen: `Your channel`. */
    label: string;
    kind: string;
    pictureOf(page: Page): string;
  };
}
