"use client";
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { Input } from "./input.tsx";

type Props = {
  label: string;
  placeholder?: string;
  value: string;
  maxLength?: number;
  onChange: (text: string) => void;
  className?: string;
};

/** A box for words to search by. */
export function SearchInput({ label, placeholder = "Search", onChange, className, ...input }: Props) {
  return (
    <div className={clsx("relative", className)}>
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        className="bg-panel pl-8"
        {...input}
      />
    </div>
  );
}
