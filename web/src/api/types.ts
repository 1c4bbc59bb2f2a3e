// The shapes that the server sends and takes. The server's OpenAPI document is the truth; this file says the same by hand.

export type Verdict = 'accept' | 'reject' | 'correct';
export type ClaimKind = 'toll' | 'status' | 'responsibility' | 'act';
export type Role = 'reader' | 'coder' | 'reviewer' | 'publisher' | 'admin';
export type Pair = [number, number];

export interface Count {
  relation: string;
  value: number | null;
  high: number | null;
}

export interface Toll {
  outcome: string;
  count: Count;
  victims: string;
  victim_words: string | null;
  confirmation: string;
  part_of: string | null;
  status_contested: boolean;
}

export interface Claim {
  id: string;
  kind: ClaimKind;
  report: string;
  account: string;
  incident: string | null;
  /** One line in the reader's language: "killed: at least 29". */
  says: string;
  /** The words of the source, or 'author'. */
  source: string;
  source_label: string;
  chain: string[];
  quote: string;
  /** UTF-8 bytes of the text. */
  span: Pair;
  /** The same in UTF-16 units, which JavaScript counts in. */
  chars: Pair;
  hedged: boolean;
  confidence: number | null;
  rules: string[];
  toll: Toll | null;
  status: { status: string; words: string } | null;
  responsibility: { party: string; stance: string } | null;
  act: { act: string; method: string | null } | null;
  verdict: Verdict | null;
  added: boolean;
  judged: { entry: number; member: string; when: string; why: string } | null;
  second: { mine: Verdict | null; agree: boolean | null } | null;
}

export interface Saying {
  quote?: string;
  chars?: Pair;
  source?: string;
  hedged?: boolean;
  outcome?: string;
  relation?: string;
  value?: number;
  high?: number;
  victims?: string;
  confirmation?: string;
  part_of?: string;
  status?: string;
  party?: string;
  stance?: string;
  act?: string;
  method?: string;
}

export type Standing = 'coded' | 'not_coded' | 'superseded' | 'withdrawn' | 'roster' | 'unreadable' | 'waiting';

export interface ReportHead {
  id: string;
  title: string | null;
  publisher: string | null;
  published: string | null;
  language: string | null;
  standing: Standing;
  incidents: number;
  claims: number;
  open: number;
  from: string;
  why: string | null;
}

export interface Orphan {
  entry: number;
  claim: string;
  kind: string;
  verdict: Verdict;
  quote: string;
}

export interface ReportText {
  head: ReportHead;
  text: string;
  claims: Claim[];
  orphans: Orphan[];
}

export interface Custody {
  received: string;
  how: string;
  from: string;
  member: string;
  device: string;
  sha256: string;
  bytes: number;
  reader: string;
  original_commit: string;
  text_commit: string;
  entries: { entry: number; leaf: string }[];
}

export interface Report extends ReportText {
  notes: string[];
  doubts: { what: string; quote: string | null; chars: Pair | null }[];
  custody: Custody;
  superseded_by: string | null;
  copies: string[];
}

export interface Filter {
  state?: 'open' | 'judged' | 'orphaned' | 'disagree' | 'second';
  kind?: string;
  outcome?: string;
  country?: string;
  language?: string;
  incident?: string;
  report?: string;
  source?: string;
  words?: string;
  contested?: boolean;
  confidence_below?: number;
}

export interface Queue {
  id: string;
  name: string;
  builtin: boolean;
  filter: Filter;
  count: number;
  due_days: number | null;
  oldest: string | null;
  by: string | null;
}

export interface TollLine {
  outcome: string;
  low: number | null;
  high: number | null;
  high_open: boolean;
  about: boolean;
  contested: boolean;
  claims: number;
  reviewed: number;
}

export interface IncidentRow {
  id: string;
  place: string;
  country: string;
  earliest: string | null;
  latest: string | null;
  grade: string;
  reports: number;
  claims: number;
  open: number;
  tolls: TollLine[];
  contested: boolean;
  line: string;
}

export interface FactCell {
  text: string;
  claims: string[];
  equal: boolean;
}

export interface End {
  value: number;
  holders: { claim: string; source: string }[];
}

export interface Incident {
  id: string;
  place: { name: string; admin: string[]; country: string; country_label: string };
  precision: string;
  coordinates: Pair | null;
  radius_km: number | null;
  earliest: string | null;
  latest: string | null;
  lines: string[];
  grade: {
    happened: string;
    who: string;
    standard_of_proof: string | null;
    reasons: string[];
    by_member: { member: string; why: string; entry: number } | null;
  };
  status: { verdict: string; said: { source: string; calls: string; words: string; claim: string }[] };
  columns: {
    account: string;
    report: ReportHead;
    source: string;
    source_label: string;
    kind: string | null;
    stance: string | null;
    group: string | null;
    party: string | null;
    copy_of: string | null;
  }[];
  facts: { row: string; label: string; equal: boolean; cells: (FactCell | null)[] }[];
  ends: { outcome: string; low: End | null; high: End | null; line: string }[];
  over_time: {
    claim: string;
    published: string | null;
    source: string;
    outcome: string;
    low: number | null;
    high: number | null;
    high_open: boolean;
    hedged: boolean;
    verdict: Verdict | null;
    superseded: boolean;
  }[];
  policies: {
    policy: string;
    label: string;
    rows: {
      outcome: string;
      low: number | null;
      high: number | null;
      high_open: boolean;
      best: number | null;
      contested: boolean;
      line: string;
    }[];
  }[];
  related: {
    id: string;
    how: string;
    label: string;
    place: string;
    why: string;
    entry: number;
    direction: 'to' | 'from';
  }[];
  claims: Claim[];
  overruled: number[];
  as_of: { entries: number; when: string } | null;
}

export interface HistoryRow {
  entry: number;
  when: string;
  who: string;
  machine: boolean;
  what: string;
  label: string;
  about: string[];
  says: string;
  why: string;
  undone_by: number | null;
  undoable: boolean;
}

export interface Change {
  incident: string;
  outcome: string;
  policy: string;
  label: string;
  before: string | null;
  after: string | null;
}

export interface Decision {
  entry: number;
  leaf: string;
  claim?: Claim;
  changes: Change[];
}

export interface Page<T> {
  rows: T[];
  total: number | null;
  next: string | null;
}

export interface Session {
  mode: 'alone' | 'team';
  member: { name: string; roles: Role[]; second_factor: boolean } | null;
  needs: null | 'login' | 'second_factor';
  case: { id: string; name: string };
  languages: string[];
  version: string;
}

export interface TotalRow {
  outcome: string;
  low: number | null;
  high: number | null;
  high_open: boolean;
  contested_low: number | null;
  contested_high: number | null;
  incidents: number;
  contested_incidents: number;
  line: string;
}

export interface CaseSummary {
  name: string;
  id: string;
  reports: number;
  incidents: number;
  claims: number;
  open: number;
  orphans: number;
  contested: number;
  entries: number;
  links: 'settled' | 'pending';
  languages: Record<string, number>;
  countries: Record<string, number>;
  totals: TotalRow[];
}

export interface Code {
  code: string;
  label: string;
  definition?: string;
}

export interface Codebook {
  outcomes: Code[];
  relations: Code[];
  victims: Code[];
  confirmations: Code[];
  statuses: Code[];
  stances: Code[];
  acts: Code[];
  methods: Code[];
  source_kinds: Code[];
  grades: Code[];
  attributions: Code[];
  standards: Code[];
  precisions: Code[];
  connections: Code[];
  verdicts: Code[];
  policies: Code[];
  profiles: Code[];
  formats: Code[];
  countries: Code[];
}

export interface NextClaim {
  claim: Claim;
  report: ReportText;
  left: number;
}

export interface ClaimRow {
  id: string;
  kind: ClaimKind;
  incident: string | null;
  report: string;
  says: string;
  source: string;
  quote: string;
  verdict: Verdict | null;
}

export interface ClaimDetail {
  claim: Claim;
  context: [string, string, string];
  rules: { id: string; text: string }[];
  coder: string;
  judgements: HistoryRow[];
  proof: { entry: number; leaf: string; commit: string; size: number; root: string; path: string[]; holds: boolean };
}

export interface Bulk {
  count: number;
  first: Claim[];
  entries: number[];
  changes: Change[];
}

export interface Job {
  state: 'running' | 'done' | 'failed';
  done: number;
  total: number;
  documents: JobDocument[];
  problem?: { title: string; detail: string; safe?: string; next?: string } | null;
}

export interface JobDocument {
  from: string;
  outcome: string;
  parts?: number;
  report?: string | null;
  why?: string | null;
  safe?: string | null;
}
