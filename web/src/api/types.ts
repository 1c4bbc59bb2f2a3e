// The shapes that the server sends and takes, under short names: all of them from its own description (`npm run api`).
import type { components } from './schema';

type Schemas = components['schemas'];

/** What the server tells has every field: what is not known is null, never absent. */
type Told<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly unknown[]
    ? { [K in keyof T]: Told<T[K]> }
    : { [K in keyof T]-?: Told<Exclude<T[K], undefined>> };

/** Some fields of a shape, narrowed to the codes that they can hold. */
type Narrow<T, N> = Omit<T, keyof N> & N;

export type Verdict = Schemas['RulingCode'];
export type ClaimKind = Schemas['KindCode'];
export type Role = Schemas['Role'];
export type Pair = [number, number];
export type Standing = 'coded' | 'not_coded' | 'superseded' | 'withdrawn' | 'roster' | 'unreadable' | 'waiting';

export type Count = Told<Schemas['CountFields']>;
export type Toll = Told<Schemas['TollFields']>;
export type Claim = Narrow<Told<Schemas['Claim']>, { kind: ClaimKind; verdict: Verdict | null }>;
export type ClaimRow = Narrow<Told<Schemas['ClaimRow']>, { kind: ClaimKind; verdict: Verdict | null }>;
export type ClaimDetail = Narrow<Told<Schemas['ClaimDetail']>, { claim: Claim }>;
export type Saying = Schemas['Saying'];
export type ReportHead = Narrow<Told<Schemas['ReportHead']>, { standing: Standing }>;
export type Orphan = Narrow<Told<Schemas['Orphan']>, { verdict: Verdict }>;
export type ReportText = Narrow<Told<Schemas['ReportText']>, { head: ReportHead; claims: Claim[]; orphans: Orphan[] }>;
export type Report = Omit<Told<Schemas['Report']>, keyof ReportText> & ReportText;
export type Custody = Told<Schemas['Custody']>;
export type NoteKept = Told<Schemas['NoteKept']>;
export type NextClaim = Narrow<Told<Schemas['Task']>, { claim: Claim; report: ReportText }>;
export type Decision = Narrow<Told<Schemas['Decision']>, { claim: Claim | null }>;
export type Change = Told<Schemas['Change']>;
export type Bulk = Narrow<Told<Schemas['ManyJudged']>, { first: Claim[] }>;
export type HistoryRow = Told<Schemas['HistoryRow']>;

export type Filter = Partial<Told<Schemas['Filter']>>;
export type Queue = Narrow<Told<Schemas['Queue']>, { filter: Filter }>;

export type TollLine = Told<Schemas['TollLine']>;
export type IncidentRow = Told<Schemas['IncidentRow']>;
export type FactCell = Told<Schemas['Cell']>;
export type End = Told<Schemas['End']>;
export type Incident = Narrow<Told<Schemas['Incident']>, { claims: Claim[] }>;
export type Totals = Told<Schemas['Totals']>;
export type TotalRow = Told<Schemas['Sum']>;

export type Session = Told<Schemas['SessionView']>;
export type CaseSummary = Told<Schemas['CaseSummary']>;
export type PasskeyRow = Told<Schemas['PasskeyRow']>;
export type Challenge = Told<Schemas['ChallengeView']>;
export type TotpStarted = Told<Schemas['TotpStarted']>;

/** What became of a part of a document (a document is one report, or holds many). */
export interface JobPart {
  result: 'report' | 'unreadable' | string;
  report?: string;
  claims?: number;
  not_coded?: boolean;
  why?: string;
}

/** What became of one document that was given. */
export interface JobDocument {
  from: string;
  outcome: 'added' | 'duplicate' | 'failed' | string;
  parts?: JobPart[];
  /** The reports that the case has of the same bytes already. */
  reports?: string[];
  why?: string;
  what?: string;
}
export type Job = Narrow<Told<Schemas['Job']>, { result: { documents: JobDocument[] } | null }>;

export interface Page<T> {
  rows: T[];
  total: number | null;
  next: string | null;
}

export interface Code {
  code: string;
  label: string;
  definition?: string;
}

/** The lists of the codebook. */
export type Codebook = Record<
  | 'outcomes' | 'relations' | 'victims' | 'confirmations' | 'statuses' | 'stances' | 'acts' | 'methods' | 'source_kinds'
  | 'grades' | 'attributions' | 'standards' | 'precisions' | 'connections' | 'verdicts' | 'policies' | 'profiles'
  | 'formats' | 'countries',
  Code[]
>;
