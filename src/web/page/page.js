// The page of the station. Texts from outside reach the page as text only, never as HTML.

const PARTS = ['melody', 'chords', 'bass', 'pad', 'arp', 'fx', 'drums'];
const RECONNECT_MILLISECONDS = 2000;
const ASK_AGAIN_MILLISECONDS = 1000;

const byId = (id) => document.getElementById(id);

/** An element with a text or children. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function ask(path, body) {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json().catch(() => ({ error: `The station answered ${response.status}` }));
  if (!response.ok) throw new Error(answer.error ?? `The station answered ${response.status}`);
  return answer;
}

function say(id, text, mood = '') {
  byId(id).textContent = text;
  byId(id).className = `status ${mood}`;
}

// ---- Listening

const audio = byId('audio');
let listening = false;
let retry;

function listen() {
  listening = true;
  clearTimeout(retry);
  // A new address each time: a pause must not be followed by what was buffered before it.
  audio.src = `/stream.ogg?at=${Date.now()}`;
  audio.play().then(
    () => say('air-status', ''),
    (error) => {
      if (error.name === 'NotAllowedError') stop();
    },
  );
  showListening();
}

function stop() {
  listening = false;
  clearTimeout(retry);
  audio.pause();
  audio.removeAttribute('src');
  audio.load();
  showListening();
}

function showListening() {
  byId('play').setAttribute('aria-pressed', String(listening));
  byId('play-text').textContent = listening ? 'Pause' : 'Listen';
}

function reconnect() {
  if (!listening) return;
  say('air-status', 'The stream broke off. Tuning in again …');
  clearTimeout(retry);
  retry = setTimeout(listen, RECONNECT_MILLISECONDS);
}

byId('play').addEventListener('click', () => (listening ? stop() : listen()));
audio.addEventListener('error', reconnect);
audio.addEventListener('ended', reconnect);
const setVolume = () => {
  audio.volume = (byId('volume').valueAsNumber / 100) ** 2;
};
byId('volume').addEventListener('input', setVolume);
setVolume();
if ('mediaSession' in navigator) {
  navigator.mediaSession.setActionHandler('play', listen);
  navigator.mediaSession.setActionHandler('pause', stop);
}

// ---- What is on air, and what comes next

const ORIGINS = { request: 'On air, as asked for', fresh: 'On air, new', reserve: 'On air, from the reserve' };
let onAir = { kind: 'pad' };
let heardAt = 0;
let myThumb = 0;
let shownPlay;

function showNow(now) {
  onAir = now.onAir;
  heardAt = performance.now();
  byId('listeners').textContent = `${now.listeners} listening`;
  const isSong = onAir.kind === 'song';
  byId('details').hidden = !isSong;
  byId('progress').hidden = !isSong;
  byId('up').disabled = !isSong;
  byId('down').disabled = !isSong;
  if (isSong) showSong(onAir);
  else showPad();
  showNext(now.upNext);
}

function showSong({ playId, song, from, tally }) {
  if (tally !== undefined) showTally(tally);
  if (playId === shownPlay) return;
  shownPlay = playId;
  myThumb = 0;
  showTally(tally ?? { up: 0, down: 0 });
  showThumb();
  byId('origin').textContent = ORIGINS[from];
  byId('title').textContent = song.title;
  byId('line').textContent = [song.style, ...wishes(song), song.key, `${Math.round(song.tempo)} BPM`].join(' · ');
  const chords = song.chords.filter((chord, index) => song.chords.indexOf(chord) === index);
  byId('chords').replaceChildren(...chords.map((chord) => element('span', { className: 'chip' }, chord)));
  byId('instruments').textContent = Object.entries(song.instruments)
    .map(([part, name]) => `${name} (${part})`)
    .join(', ');
  const effects = Object.entries(song.effects).map(([name, db]) => `${name} ${Math.round(db)} dB`);
  byId('effects').textContent = effects.join(', ') || 'none';
  byId('files').replaceChildren(
    ...[
      ['ogg', 'Ogg'],
      ['mid', 'MIDI'],
      ['json', 'facts'],
    ].flatMap(([ending, text], index) => {
      const link = element('a', { href: `/api/songs/${song.segmentId}.${ending}` }, text);
      return index === 0 ? [link] : [' · ', link];
    }),
  );
  document.title = `${song.title} · Raindial`;
  if ('mediaSession' in navigator) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: song.title, artist: 'Raindial', album: song.style });
  }
}

/** How the style was asked to be played. */
function wishes({ mood, energy, classical }) {
  return [
    ...(mood === undefined ? [] : [mood]),
    ...(energy === undefined ? [] : [`energy ${energy}`]),
    ...(classical === undefined ? [] : [`classical ${classical}`]),
  ];
}

function showPad() {
  shownPlay = undefined;
  byId('origin').textContent = 'On air';
  byId('title').textContent = 'Rain';
  byId('line').textContent = 'The next song is being composed.';
  document.title = 'Raindial';
}

function showNext(upNext) {
  const items = upNext.map((next) => {
    const asked = next.requested ? ' · asked for' : '';
    if (next.kind === 'ready') {
      const { title, style, key } = next.song;
      return element(
        'li',
        {},
        element('strong', {}, title),
        element('p', { className: 'quiet' }, `${style} · ${key}${asked}`),
      );
    }
    const { stage, done } = next.progress;
    const bar = element('progress', { max: 1, value: done });
    bar.setAttribute('aria-label', `How far the ${next.style} song is`);
    const text = stage === 'waiting' ? 'waiting for its turn' : `${stage}, ${Math.round(done * 100)} %`;
    return element(
      'li',
      {},
      element('strong', {}, next.style),
      element('p', { className: 'quiet' }, text + asked),
      bar,
    );
  });
  byId('next').replaceChildren(...(items.length > 0 ? items : [element('li', { className: 'quiet' }, 'Nothing yet')]));
}

function showProgress() {
  if (onAir.kind !== 'song') return;
  const elapsed = onAir.elapsedSeconds + (performance.now() - heardAt) / 1000;
  byId('progress').value = Math.min(1, elapsed / onAir.song.seconds);
}

const events = new EventSource('/api/events');
events.addEventListener('now', (event) => {
  showNow(JSON.parse(event.data));
  if (byId('air-status').dataset.lost === 'yes') {
    say('air-status', '');
    loadCatalogue();
  }
  byId('air-status').dataset.lost = 'no';
});
events.addEventListener('error', () => {
  say('air-status', 'The station does not answer. Trying again …', 'bad');
  byId('air-status').dataset.lost = 'yes';
});
setInterval(showProgress, 250);

// ---- Thumbs

function showTally({ up, down }) {
  byId('ups').textContent = up;
  byId('downs').textContent = down;
}

function showThumb() {
  byId('up').setAttribute('aria-pressed', String(myThumb === 1));
  byId('down').setAttribute('aria-pressed', String(myThumb === -1));
}

async function rate(thumb) {
  const playId = shownPlay;
  if (playId === undefined) return;
  try {
    const { tally } = await ask('/api/ratings', { thumb, playId });
    if (playId !== shownPlay) return;
    myThumb = thumb;
    showThumb();
    showTally(tally);
    say('air-status', 'Thank you, that was noted.', 'good');
  } catch (error) {
    say('air-status', error.message, 'bad');
  }
}

byId('up').addEventListener('click', () => rate(1));
byId('down').addEventListener('click', () => rate(-1));

// ---- Asking for a song

function fillForm({ styles, moods, instruments, effects }) {
  byId('style').replaceChildren(...styles.map((style) => element('option', { value: style }, style)));
  const anyMood = element('option', { value: '' }, 'as the style is');
  byId('mood').replaceChildren(anyMood, ...moods.map((mood) => element('option', { value: mood }, mood)));
  byId('instrument-names').replaceChildren(...instruments.map((name) => element('option', { value: name })));
  byId('layers').replaceChildren(...effects.map(layer));
}

// Levels are against the music. The slider's left end stands for the level at which the station leaves a layer out.
const SLIDER_OFF_DB = -40;
const OFF_DB = -60;

function isOff(slider) {
  return slider.valueAsNumber <= SLIDER_OFF_DB;
}

function layer(name) {
  const box = element('input', { type: 'checkbox' });
  const slider = element('input', {
    type: 'range',
    min: SLIDER_OFF_DB,
    max: -3,
    value: -14,
    disabled: true,
    name: `effect ${name}`,
  });
  slider.setAttribute('aria-label', `Level of ${name} in decibels`);
  const level = element('output', {}, 'as it is');
  const show = () => {
    slider.disabled = !box.checked;
    level.textContent = !box.checked ? 'as it is' : isOff(slider) ? 'off' : `${slider.value} dB`;
  };
  box.addEventListener('change', show);
  slider.addEventListener('input', show);
  return element('div', { className: 'layer' }, element('label', {}, box, name), slider, level);
}

// The workers tell what is installed a moment after the first start.
async function loadCatalogue() {
  try {
    const catalogue = await ask('/api/catalogue');
    fillForm(catalogue);
    if (catalogue.styles.length > 0) return;
  } catch {
    // The events tell that the station is away.
  }
  setTimeout(loadCatalogue, RECONNECT_MILLISECONDS);
}

function readForm(form) {
  const data = new FormData(form);
  const input = { style: data.get('style') };
  if (data.get('mood')) input.mood = data.get('mood');
  for (const name of ['seconds', 'tempo', 'energy', 'classical'])
    if (data.get(name) !== '') input[name] = Number(data.get(name));
  if (data.get('key').trim() !== '') input.key = data.get('key').trim();
  const wanted = PARTS.map((part) => [part, data.get(`part ${part}`).trim()]).filter(([, name]) => name !== '');
  input.instruments = Object.fromEntries(wanted);
  const levels = [...form.querySelectorAll('input[type=range]:enabled')];
  input.effects = Object.fromEntries(
    levels.map((slider) => [slider.name.slice('effect '.length), isOff(slider) ? OFF_DB : slider.valueAsNumber]),
  );
  return input;
}

async function follow(id) {
  for (;;) {
    const state = await ask(`/api/requests/${id}`);
    if (state.kind === 'failed') throw new Error(state.error);
    if (state.kind === 'ready') return state.song;
    const { stage, done } = state.progress;
    byId('request-progress').value = done;
    say('request-status', stage === 'waiting' ? 'Waiting for its turn …' : `Your song: ${stage} …`);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MILLISECONDS));
  }
}

byId('request').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector('button');
  button.disabled = true;
  byId('request-progress').value = 0;
  say('request-status', '');
  try {
    const { id } = await ask('/api/requests', readForm(form));
    byId('request-progress').hidden = false;
    const song = await follow(id);
    say('request-status', [`“${song.title}” is ready and plays next.`, ...song.warnings].join(' '), 'good');
  } catch (error) {
    say('request-status', error.message, 'bad');
  } finally {
    button.disabled = false;
    byId('request-progress').hidden = true;
  }
});

byId('parts').replaceChildren(
  ...PARTS.map((part) => {
    const input = element('input', {
      name: `part ${part}`,
      maxLength: 100,
      placeholder: 'as the style likes',
      autocomplete: 'off',
    });
    input.setAttribute('list', 'instrument-names');
    return element('label', {}, part.charAt(0).toUpperCase() + part.slice(1), input);
  }),
);
loadCatalogue();
