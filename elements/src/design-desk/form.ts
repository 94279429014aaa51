/** The form of requirements as people see it. */
import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../shared/texts';
import type { Choice, DeskData, Field, Section, Standing } from './contract';
import type { Typed } from './fields';
import { unitWords } from './numbers';
import { countryOf } from './region';

export interface FormView {
  sections: readonly Section[];
  typed: Typed;
  wrong: Readonly<Record<string, string>>;
  change: (name: string, value: Typed[string]) => void;
}

/** All requirements: what everybody says first, the rest folded. */
export function requirements(view: FormView): TemplateResult {
  const open = view.sections.filter((section) => !section.folded);
  const folded = view.sections.filter((section) => section.folded);
  return html`${open.map((section) => part(section, view))}
    ${folded.length ? html`<details class="more" ?open=${folded.some((section) => section.fields.some((each) => view.wrong[each.name]))}>
      <summary>${say('desk.more')}</summary>${folded.map((section) => part(section, view))}</details>` : nothing}`;
}

function part(section: Section, view: FormView): TemplateResult {
  const [first, later] = [section.fields.filter((each) => section.folded || !each.advanced), section.folded ? [] : section.fields.filter((each) => each.advanced)];
  return html`<fieldset class="needs">${section.title ? html`<legend>${section.title}</legend>` : nothing}
    <div class="needs__fields">${first.map((each) => one(each, view))}</div>
    ${later.length ? html`<details class="more"><summary>${say('desk.more')}</summary><div class="needs__fields">${later.map((each) => one(each, view))}</div></details>` : nothing}</fieldset>`;
}

function one(each: Field, view: FormView): TemplateResult {
  const id = `need-${each.name}`;
  const wrong = view.wrong[each.name];
  const about = [wrong ? `${id}-wrong` : '', each.help ? `${id}-help` : ''].filter(Boolean).join(' ');
  const said = html`${wrong ? html`<span class="wrong" id=${`${id}-wrong`}>${wrong}</span>` : nothing}${each.help ? html`<span class="help" id=${`${id}-help`}>${each.help}</span>` : nothing}`;
  const value = view.typed[each.name];
  if (each.kind === 'yes') {
    return html`<div class="need need--wide"><label class="tick-box"><input type="checkbox" id=${id} .checked=${value === true} aria-describedby=${about || nothing}
      @change=${(event: Event) => view.change(each.name, (event.target as HTMLInputElement).checked)}><span>${each.title}</span></label>${said}</div>`;
  }
  if (each.kind === 'several') return several(each, view, said);
  const control = each.kind === 'one' ? html`<select class="input" id=${id} aria-describedby=${about || nothing} @change=${(event: Event) => view.change(each.name, (event.target as HTMLSelectElement).value)}>
      ${each.required || each.default !== null || each.options.some(([option]) => option === '') ? nothing : html`<option value="" .selected=${value === ''}>${say('desk.any')}</option>`}
      ${each.options.map(([option, title]) => html`<option value=${option} .selected=${String(option) === value}>${title}</option>`)}</select>`
    : html`<span class="measured"><input class="input" id=${id} type="text" inputmode=${each.kind === 'text' ? 'text' : 'decimal'} autocomplete="off" spellcheck="false" .value=${String(value ?? '')}
      aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${about || nothing} aria-required=${each.required ? 'true' : nothing}
      @input=${(event: Event) => view.change(each.name, (event.target as HTMLInputElement).value)}>${each.unit ? html`<span class="unit">${unitWords(each.unit)}</span>` : nothing}</span>`;
  return html`<div class="need ${each.kind === 'number' || each.kind === 'integer' ? '' : 'need--wide'}"><label for=${id}>${each.title}${
    each.unit ? html`<span class="unseen"> (${unitWords(each.unit)})</span>` : nothing}</label>${control}${said}</div>`;
}

function several(each: Field, view: FormView, said: TemplateResult): TemplateResult {
  const picked = (view.typed[each.name] as string[] | undefined) ?? [];
  const change = (option: string, on: boolean): void => view.change(each.name, on ? [...picked, option] : picked.filter((one) => one !== option));
  return html`<fieldset class="need need--wide"><legend>${each.title}</legend><div class="ticks">${each.options.map(([option, title]) => html`<label class="tick-box">
    <input type="checkbox" .checked=${picked.includes(String(option))} @change=${(event: Event) => change(String(option), (event.target as HTMLInputElement).checked)}>
    <span>${title}</span></label>`)}</div>${said}</fieldset>`;
}

export interface BuyingView {
  data: DeskData;
  quantity: string;
  currency: string;
  choice: Choice | null;
  /** What stands in the field of the country, and countries that the offers name. */
  region: string;
  regions: readonly string[];
  /** What is wrong with how many are bought, and with the country. */
  wrong: { count: string; region: string };
  quantities: (text: string) => void;
  ship: (region: string) => void;
  currencies: (currency: string) => void;
  choose: (choice: Choice) => void;
}

/** How many are bought, in which currency, for which country, and from whom. */
export function buying(view: BuyingView): TemplateResult | typeof nothing {
  const { data } = view;
  if (data.quantity === undefined && !data.sellers?.length) return nothing;
  return html`<fieldset class="needs"><legend>${say('desk.buying')}</legend><div class="needs__fields">
    ${data.quantity === undefined ? nothing : html`<div class="need"><label for="buy-quantity">${say('desk.quantity')}</label><input class="input" id="buy-quantity" inputmode="numeric" autocomplete="off" .value=${view.quantity}
      aria-invalid=${view.wrong.count ? 'true' : nothing} aria-describedby=${view.wrong.count ? 'buy-wrong' : nothing} @input=${(event: Event) => view.quantities((event.target as HTMLInputElement).value)}>${
      view.wrong.count ? html`<span class="wrong" id="buy-wrong">${view.wrong.count}</span>` : nothing}</div>`}
    ${data.currencies?.length ? html`<div class="need"><label for="buy-currency">${say('desk.currency')}</label><select class="input" id="buy-currency" @change=${(event: Event) => view.currencies((event.target as HTMLSelectElement).value)}>
      ${data.currencies.map((each) => html`<option value=${each} .selected=${each === view.currency}>${each}</option>`)}</select></div>` : nothing}
    ${data.region === undefined ? nothing : country(view)}</div>
    ${data.sellers?.length ? suppliers(view) : nothing}</fieldset>`;
}

/** The country in two letters, suggested from those that the offers name; its name stands below once it is known. */
function country(view: BuyingView): TemplateResult {
  const wrong = view.wrong.region;
  const name = wrong ? '' : countryOf(view.region);
  return html`<div class="need need--wide"><label for="buy-region">${say('desk.region')}</label><input class="input" id="buy-region" list="buy-regions" autocomplete="off" autocapitalize="characters"
      spellcheck="false" placeholder=${say('desk.region.any')} .value=${view.region} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong || name ? 'region-said' : nothing}
      @input=${(event: Event) => view.ship((event.target as HTMLInputElement).value)}><datalist id="buy-regions">${view.regions.map((each) => html`<option value=${each} label=${countryOf(each) || each}></option>`)}</datalist>${
    wrong || name ? html`<span class=${wrong ? 'wrong' : 'help'} id="region-said">${wrong || name}</span>` : nothing}</div>`;
}

const STANDINGS: readonly Standing[] = ['preferred', 'allowed', 'blocked'];

function suppliers(view: BuyingView): TemplateResult {
  const given = view.choice ?? view.data.choice ?? { default: 'allowed', sellers: {}, is_default: true };
  const untouched = !view.choice && given.is_default !== false;
  // Visitors are not told whom the place blocks: nothing is said of any supplier until they choose themselves
  const untold = !view.choice && !untouched && given.default === 'allowed' && !Object.keys(given.sellers).length;
  const change = (key: string, standing: Standing): void => {
    const { is_default: _, ...rest } = given;
    view.choose({ ...rest, sellers: { ...given.sellers, [key]: standing } });
  };
  return html`<details class="more"><summary>${say('desk.suppliers')} <span class="soft">${say(view.choice ? 'desk.suppliers.own' : untouched ? 'desk.suppliers.default' : 'desk.suppliers.place')}</span></summary>
    <div class="sellers">${view.data.sellers!.map((seller) => html`<div class="seller"><label for=${`seller-${seller.key}`}>${seller.title}</label>
      <select class="input" id=${`seller-${seller.key}`} @change=${(event: Event) => change(seller.key, (event.target as HTMLSelectElement).value as Standing)}>${
        untold ? html`<option value="" disabled .selected=${true}>${say('desk.suppliers.place')}</option>` : nothing}${STANDINGS.map((standing) => html`<option value=${standing}
        .selected=${!untold && (given.sellers[seller.key] ?? given.default) === standing}>${say(`desk.standing.${standing}`)}</option>`)}</select></div>`)}</div></details>`;
}
