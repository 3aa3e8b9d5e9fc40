import { useState, type FormEvent, type KeyboardEvent } from "react";

interface ComposerProps {
  /** Resolves once the message was accepted; the text stays in the box where it was not. */
  readonly onSend: (text: string) => Promise<void>;
  readonly onFailed: (error: unknown) => void;
  /** Stops the reply that is being said; absent where none is. */
  readonly onStop?: (() => void) | undefined;
}

export function Composer({ onSend, onFailed, onStop }: ComposerProps) {
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  const sendable = text.trim() !== "" && !sending && !onStop;

  const send = async () => {
    if (!sendable) return;
    setSending(true);
    setText("");
    try {
      await onSend(text);
    } catch (error) {
      setText((since) => since || text);
      onFailed(error);
    } finally {
      setSending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape") onStop?.();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <form className="composer" onSubmit={submit}>
      <label className="hidden" htmlFor="ask">Your question</label>
      <textarea id="ask" rows={2} value={text} placeholder="Describe what you want to do" autoFocus
        onChange={(event) => setText(event.target.value)} onKeyDown={key} aria-describedby="ask-hint" />
      <div className="composer__row">
        <p id="ask-hint" className="hint">{onStop ? "Esc stops the reply" : "Enter sends, Shift+Enter starts a new line"}</p>
        {onStop
          ? <button type="button" className="button" onClick={onStop}>Stop</button>
          : <button className="button button--strong" disabled={!sendable}>Ask</button>}
      </div>
    </form>
  );
}
