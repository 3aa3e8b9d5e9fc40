import { useState, type FormEvent } from "react";
import { Brand } from "./Brand.tsx";
import { sentenceFor } from "./sentences.ts";
import { lastUserId, signIn, signInWith, type SignedIn } from "./signedIn.ts";

export function SignIn({ reason, onSignedIn }: { reason: string | null; onSignedIn: (signedIn: SignedIn) => void }) {
  const [problem, setProblem] = useState(reason);
  const [busy, setBusy] = useState(false);
  const [byToken, setByToken] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget).get("who") ?? "").trim();
    setBusy(true);
    try {
      onSignedIn(byToken ? signInWith(value) : await signIn(value));
    } catch (error) {
      setProblem(sentenceFor(error));
      setBusy(false);
    }
  };

  return (
    <main className="sign-in">
      <form className="sign-in__card" onSubmit={submit}>
        <Brand />
        <h1>Sign in</h1>
        <p>Ask for an Earth-observation pipeline in your own words, and watch it being put together.</p>
        {problem && <p className="problem" role="alert">{problem}</p>}
        <label htmlFor="who">{byToken ? "Access token" : "User id"}</label>
        <input key={String(byToken)} id="who" name="who" autoComplete="off" spellCheck={false} required={byToken}
          type={byToken ? "password" : "text"} defaultValue={byToken ? "" : lastUserId()} aria-describedby="who-hint" />
        <p id="who-hint" className="hint">
          {byToken ? "As your organisation's sign-in gave it to you. It stays in this tab." : "Leave it empty to become a new user. For development only."}
        </p>
        <button className="button button--strong" disabled={busy}>Sign in</button>
        <button type="button" className="button button--plain" onClick={() => setByToken(!byToken)}>
          {byToken ? "Sign in for development" : "Use an access token"}
        </button>
      </form>
    </main>
  );
}
