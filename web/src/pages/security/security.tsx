import { useSuspenseQuery } from "@tanstack/react-query";
import { SettingsPage } from "../../parts/settings-page.tsx";
import { sessionQuery } from "../../queries.ts";
import { Passkeys } from "./passkeys.tsx";
import { Password } from "./password.tsx";
import { TwoFactor } from "./two-factor.tsx";

/** How you sign in here. Network passwords are nowhere in this product (R1). */
export function SecurityPage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <SettingsPage title="Security" lead={`How ${session.user?.email ?? "you"} signs in to Latchkey.`}>
      <Password />
      <TwoFactor on={session.user?.twoFactorEnabled ?? false} />
      <Passkeys />
    </SettingsPage>
  );
}
