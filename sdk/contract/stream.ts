// Written by `npm run docs` from server/stream/schemas.ts. Change it there.

import type { ProfileStatus } from "./http.ts";

/** An event of `GET /v1/stream`: its name and its data. Read again what it names. */
export type StreamEvent =
  | {
      /** The status of a profile changed. */
      event: "profile";
      /** Which one, and how it stands. */
      data: {
        /** Id of the profile. */
        id: string;
        /** How it stands now. */
        status: ProfileStatus;
        /** Its name. */
        name: string;
        /** How it stood before. */
        was: ProfileStatus;
      };
    }
  | {
      /** The incident changed. */
      event: "incident";
      /** Which one. */
      data: {
        /** Id of the incident. */
        id: string;
      };
    }
  | {
      /** The connection changed. */
      event: "connection";
      /** Which one. */
      data: {
        /** Id of the connection. */
        id: string;
      };
    }
  | {
      /** The network changed. */
      event: "network";
      /** Which one. */
      data: {
        /** Id of the network. */
        id: string;
      };
    }
  | {
      /** Much changed at once, or the stream was interrupted: read everything again. */
      event: "refresh";
      /** Empty. */
      data: Record<string, never>;
    };
