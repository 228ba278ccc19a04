import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Navigate, useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { accepted } from "../accepted.ts";
import { auth } from "../auth.ts";
import { sessionQuery } from "../queries.ts";
import { FormError } from "../parts/form-error.tsx";
import styles from "./sign-in.module.css";
import { TwoFactorStep } from "./two-factor-step.tsx";

/** Sign-in of the people of the workspace: password (and second factor), or passkey. */
export function SignInPage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [second, setSecond] = useState(false);
  const arrive = useArrive();
  useDocumentTitle("Sign in · Latchkey");
  if (session.setupNeeded) return <Navigate to="/setup" />;
  return (
    <div className={styles.page}>
      {second ? (
        <TwoFactorStep onDone={arrive} onBack={() => setSecond(false)} />
      ) : (
        <PasswordStep demo={session.demoSignIn} onDone={arrive} onSecondFactor={() => setSecond(true)} />
      )}
    </div>
  );
}

/** The session is read anew before the guarded page asks for it. */
function useArrive(): () => Promise<void> {
  const { next } = useSearch({ from: "/bare/sign-in" });
  const queries = useQueryClient();
  const router = useRouter();
  return async () => {
    await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    // Only an address of this very page: anything else could send people elsewhere after signing in.
    const inside = next !== undefined && next.startsWith("/") && !next.startsWith("//") ? next : "/";
    router.history.push(inside);
  };
}

interface Demo {
  email: string;
  password: string;
}

function PasswordStep(props: { demo: Demo | undefined; onDone: () => Promise<void>; onSecondFactor: () => void }) {
  const { demo, onDone, onSecondFactor } = props;
  const [email, setEmail] = useState(demo?.email ?? "");
  const [password, setPassword] = useState(demo?.password ?? "");
  const signIn = useMutation({
    mutationFn: async () => accepted(await auth.signIn.email({ email, password })),
    onSuccess: (data) => ("twoFactorRedirect" in data && data.twoFactorRedirect ? onSecondFactor() : onDone()),
  });
  const passkey = useMutation({ mutationFn: async () => accepted(await auth.signIn.passkey()), onSuccess: onDone });
  const failure = signIn.error ?? passkey.error;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <h1>Sign in</h1>
      {demo && <p className={styles.hint}>This is the demo: the fields are filled in. Just sign in.</p>}
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username webauthn"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <FormError of={failure} />
      <Button type="submit" h={38} fullWidth loading={signIn.isPending}>
        Sign in
      </Button>
      <Button
        variant="default"
        h={38}
        fullWidth
        leftSection={<IconFingerprint size={16} />}
        loading={passkey.isPending}
        onClick={() => passkey.mutate()}
      >
        Sign in with a passkey
      </Button>
    </form>
  );
}
