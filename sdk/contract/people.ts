// Written by `npm run docs` from server/people/schemas.ts. Change it there.

import type { Timestamp } from "./http.ts";

/** A key with which a program acts in one workspace, as a member. */
export interface ApiKey {
  /** Id of the key; not the key itself. */
  id: string;
  /** What it is called. */
  name: string;
  /** Its first characters, to recognise it. */
  start: string;
  /** When it was made. */
  createdAt: Timestamp;
  /** When it was used last; null: never. */
  lastUsedAt: Timestamp | null;
}

/** An API key that was just made. */
export interface NewApiKey extends ApiKey {
  /** The key, `lk_…`. It is shown this once. */
  key: string;
}

/** Who is here. Strangers are answered too. */
export interface Session {
  /** Nobody has signed up yet: the first person creates the workspace. */
  setupNeeded: boolean;
  /** This is the demo: the strip “Simulated networks” is shown. */
  demo: boolean;
  /** In the demo: what to sign in with. */
  demoSignIn?: {
    /** E-mail address of a sample person. */
    email: string;
    /** Their password. */
    password: string;
  };
  /** The server's time. */
  now: Timestamp;
  /** Who is signed in; null: nobody. */
  user: {
    /** Id of the person. */
    id: string;
    /** Their name. */
    name: string;
    /** Their e-mail address. */
    email: string;
    /** They sign in with a second factor. */
    twoFactorEnabled: boolean;
  } | null;
  /** The workspace that they look at; null: none. */
  workspace: {
    /** Id of the workspace. */
    id: string;
    /** Its name. */
    name: string;
  } | null;
  /** Their role in it; null: none. */
  role: "owner" | "admin" | "member" | "viewer" | null;
  /** They look after the apps of this installation: an owner or admin of its first workspace. */
  operator: boolean;
}

/** Who creates the workspace, and what it is called. */
export interface Setup {
  /** What the workspace is called. */
  workspaceName: string;
  /** Name of the first person. */
  name: string;
  /** Their e-mail address, to sign in with. */
  email: string;
  /** Their password, 10 to 128 characters. */
  password: string;
}
