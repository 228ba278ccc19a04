import { passkeyClient } from "@better-auth/passkey/client";
import { twoFactorClient } from "better-auth/client/plugins";
import { createAuthClient } from "better-auth/react";

/** Sign-in, two-factor and passkeys: all of it better-auth's own client. Loaded only where it is used. */
export const auth = createAuthClient({ plugins: [twoFactorClient(), passkeyClient()] });
