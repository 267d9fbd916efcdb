"use client";
import { useMutation } from "@tanstack/react-query";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { type MouseEvent, useRef, useState } from "react";
import type { ChatTurnView, Rating } from "../../../lib/views/chat-views.ts";
import { toastError } from "../../api/toast-error.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import type { ChatBackend } from "../chat-backend.ts";
import { useFirstFocus } from "../use-first-focus.ts";

/** Thumbs up or down, with a word. It is kept with the run. */
export function FeedbackButtons({ backend, turn }: { backend: ChatBackend; turn: ChatTurnView }) {
  const [rating, setRating] = useState(turn.feedback?.rating ?? null);
  const [note, setNote] = useState(turn.feedback?.note ?? "");
  const [asksWhy, setAsksWhy] = useState(false);
  const save = useMutation({
    mutationFn: (given: { rating: Rating | null; note?: string }) => backend.rate(turn, given),
    onError: (problem) => {
      setRating(turn.feedback?.rating ?? null);
      toastError(problem);
    },
  });
  const pressed = useRef<HTMLButtonElement>(null);
  const rate = (wish: Rating, { currentTarget }: MouseEvent<HTMLButtonElement>) => {
    pressed.current = currentTarget;
    const next = rating === wish ? null : wish;
    setRating(next);
    setAsksWhy(next !== null);
    save.mutate({ rating: next, note: next === null ? "" : note });
  };
  return (
    <>
      <IconButton label="Good answer" size="sm" aria-pressed={rating === "up"} onClick={(event) => rate("up", event)}>
        <ThumbsUp aria-hidden className="!size-3.5" />
      </IconButton>
      <IconButton
        label="Bad answer"
        size="sm"
        aria-pressed={rating === "down"}
        onClick={(event) => rate("down", event)}
      >
        <ThumbsDown aria-hidden className="!size-3.5" />
      </IconButton>
      {asksWhy ? (
        <Why
          rating={rating}
          note={note}
          onNote={setNote}
          onSend={() => {
            setAsksWhy(false);
            // The box goes, and the keyboard with it.
            pressed.current?.focus();
            save.mutate({ rating, note: note.trim() });
          }}
        />
      ) : null}
    </>
  );
}

type WhyProps = { rating: Rating | null; note: string; onNote: (note: string) => void; onSend: () => void };

function Why({ rating, note, onNote, onSend }: WhyProps) {
  const box = useFirstFocus<HTMLInputElement>();
  return (
    <form
      className="order-last flex w-full gap-2 pt-1"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <Input
        ref={box}
        aria-label="Why?"
        placeholder={rating === "up" ? "What was good? (optional)" : "What was wrong? (optional)"}
        maxLength={2000}
        value={note}
        onChange={(event) => onNote(event.target.value)}
        className="max-w-md"
      />
      <Button type="submit">Save</Button>
    </form>
  );
}
