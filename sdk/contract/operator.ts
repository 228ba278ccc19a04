// Written by `npm run docs` from server/operator/schemas.ts. Change it there.

import type { Timestamp } from "./http.ts";

/** An app of this installation, as the operator enters it. */
export interface AppInput {
  /** Which app, where a network has several. */
  instance?: string;
  /** What is entered, by the keys of the fields. A secret that is left out stays as it is. */
  values: Record<string, string>;
}

/** Whether the network knows the app. */
export interface AppProof {
  /** `unproved`: the network could not be asked, or offers no call that proves it. */
  state: "proved" | "unproved" | "refused";
  /** What the network answered, in plain words. */
  text: string;
}

/** The operator's road to an app. Secrets are never in it. */
export interface NetworkSetup {
  /** Id of the network. */
  network: string;
  /** Where apps are registered; null: none is needed. */
  portal: {
    /** What it is called. */
    name: string;
    /** Its address. */
    url: string;
  } | null;
  /** What to do there, step by step. */
  steps: string[];
  /** To be entered at the network, letter for letter. */
  redirectUrl: string;
  /** Addresses at which the network tells us of things; to be entered there. */
  hooks: {
    /** What it is called. */
    name: string;
    /** Its address. */
    url: string;
  }[];
  /** Documents that the network reads from us; to be entered there. */
  documents: {
    /** What it is called. */
    name: string;
    /** Its address. */
    url: string;
  }[];
  /** The app, or one for each way in. */
  apps: {
    /** Which app: the id of a way in; empty where a network has one app. */
    instance: string;
    /** What people call it. */
    label: string;
    /** It is entered. */
    configured: boolean;
    /** Its values stand in the environment and are changed there. */
    fromEnvironment: boolean;
    /** `rejected`: the network refuses this app. */
    health: "well" | "rejected";
    /** Since when; null: it was never refused. */
    healthSince: Timestamp | null;
    /** A call can prove that the network knows it. */
    canProve: boolean;
    /** What has to be entered. */
    fields: {
      /** Give it as a key of `values` when the app is entered. */
      key: string;
      /** What the network calls it. */
      label: string;
      /** Where it is found and what it is for, as a sentence. */
      help: string;
      /** It is sealed, and never shown again. */
      secret: boolean;
      /** Without it nothing can be connected. */
      required: boolean;
      /** The variable of the environment that can give it. */
      variable: string;
      /** What is entered; null for secrets, and for what is not entered. */
      value: string | null;
      /** Something is entered. */
      isSet: boolean;
    }[];
  }[];
}
