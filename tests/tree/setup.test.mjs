// The set-up and the test runner themselves. No test here needs the network or root.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  debianMirrors,
  installPackages,
  parseSources,
  readSources,
  readSystem,
  sourceFor,
} from '../../wasm/setup/debian.mjs';
import { compilerEnvironment, configuration } from '../../wasm/setup/emscripten.mjs';
import { findLibrary } from '../../wasm/setup/libraries.mjs';
import { compareVersions, findProgram } from '../../wasm/setup/programs.mjs';
import { needSpace, withLock } from '../../wasm/setup/folders.mjs';
import { root } from '../../wasm/setup/places.mjs';
import { Failure, explain, explainError, kindOf } from '../../wasm/setup/speech.mjs';
import { must, mustDownload, run } from '../../wasm/setup/steps.mjs';
import { serve } from '../../web/serve.mjs';
import * as parsers from '../parsers.mjs';
import { choose, schedule } from '../run.mjs';

let folder;
before(() => {
  // A space in its name: paths must never be split.
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tractable set-up '));
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('apt sources', () => {
  const stanzas = `# a comment
Types: deb deb-src
# another one, inside
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
`;

  test('deb822: binary entries that are enabled', () => {
    const entries = parseSources(stanzas, 'debian.sources');
    assert.equal(entries.length, 2);
    assert.deepEqual(entries[0], {
      uris: ['http://mirror.example/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main', 'contrib'],
      options: { 'Signed-By': '/usr/share/keyrings/debian-archive-keyring.gpg' },
    });
  });

  test('deb822: an embedded key stays as it is', () => {
    const key = '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBG\n -----END PGP PUBLIC KEY BLOCK-----';
    const text = `Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\nsigned-by:${key}\n`;
    const [mirror] = debianMirrors(parseSources(text, 'a.sources'), 'bookworm');
    assert.ok(sourceFor(mirror, 'trixie').endsWith(`Signed-By:${key}\n`));
  });

  test('one-line: options, comments, other kinds of lines', () => {
    const text = `# deb http://no.example/debian bookworm main
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/k.gpg trusted=yes] http://mirror.example/debian bookworm main contrib # why
deb-src http://mirror.example/debian bookworm main
deb cdrom:[Debian 12]/ bookworm main
deb\thttp://mirror.example/debian  bookworm-updates  main
`;
    const entries = parseSources(text, 'sources.list');
    assert.equal(entries.length, 2);
    assert.deepEqual(entries[0], {
      uris: ['http://mirror.example/debian'],
      suites: ['bookworm'],
      components: ['main', 'contrib'],
      options: {
        Architectures: 'amd64 arm64',
        'Signed-By': '/usr/share/keyrings/k.gpg',
        Trusted: 'yes',
      },
    });
    assert.deepEqual(entries[1].suites, ['bookworm-updates']);
  });

  test('the mirror of this release: no security, no updates, other vendors last', () => {
    const text = `deb https://vendor.example/tools bookworm main
deb http://mirror.example/debian-security bookworm main
deb http://mirror.example/debian bookworm-updates main
deb [trusted=yes] http://mirror.example/debian bookworm main
deb http://database.example/debian bookworm-pgdg main
deb http://containers.example/linux/debian bookworm stable
`;
    const mirrors = debianMirrors(parseSources(text, 'sources.list'), 'bookworm');
    assert.deepEqual(
      mirrors.map((mirror) => mirror.uri),
      ['http://mirror.example/debian', 'https://vendor.example/tools'],
    );
    assert.equal(
      sourceFor(mirrors[0], 'trixie'),
      'Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\nTrusted: yes\n',
    );
  });

  test('all files of a machine are read, and only those that apt reads', () => {
    const apt = path.join(folder, 'apt');
    fs.mkdirSync(path.join(apt, 'sources.list.d'), { recursive: true });
    const line = (name) => `deb http://${name}.example/debian bookworm main\n`;
    fs.writeFileSync(path.join(apt, 'sources.list'), line('a'));
    fs.writeFileSync(path.join(apt, 'sources.list.d/b.list'), line('b'));
    fs.writeFileSync(path.join(apt, 'sources.list.d/c.list.disabled'), line('c'));
    fs.writeFileSync(path.join(apt, 'sources.list.d/d.sources'), stanzas);
    const mirrors = debianMirrors(readSources(apt), 'bookworm').map((mirror) => mirror.uri);
    assert.deepEqual(mirrors, [
      'http://a.example/debian',
      'http://b.example/debian',
      'http://mirror.example/debian',
    ]);
    assert.deepEqual(readSources(path.join(folder, 'nothing here')), []);
  });

  test('os-release, with and without quotes', () => {
    const text = 'PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n';
    assert.deepEqual(readSystem(text), { id: 'debian', version: '12', codename: 'bookworm' });
    assert.deepEqual(readSystem(''), { id: '', version: '', codename: '' });
  });
});

describe('versions and programs', () => {
  test('versions compare by number, not by letter', () => {
    assert.ok(compareVersions('3.1.69', '3.1.7') > 0);
    assert.ok(compareVersions('3.1.6', '3.1.69') < 0);
    assert.ok(compareVersions('4.0.0', '3.1.69') > 0);
    assert.ok(compareVersions('v20.9.0', '20.11') < 0);
    assert.equal(compareVersions('13', '13.0.0'), 0);
  });

  test('a program is found on PATH when it may be run', () => {
    const place = path.join(folder, 'programs');
    fs.mkdirSync(path.join(place, 'folder'), { recursive: true });
    fs.writeFileSync(path.join(place, 'tool'), '', { mode: 0o755 });
    const search = ['relative', '/nowhere', place].join(path.delimiter);
    assert.equal(findProgram('tool', search), path.join(place, 'tool'));
    assert.equal(findProgram('folder', search), null);
    assert.equal(findProgram('absent', search), null);
  });

  test('a library of the system must be new enough and have its headers', () => {
    const xsimd = { name: 'xsimd', oldest: '13.0', headers: ['xsimd'] };
    const config = path.join(folder, 'prefix/lib/cmake/xsimd');
    fs.mkdirSync(config, { recursive: true });
    const version = (v) =>
      fs.writeFileSync(path.join(config, 'xsimdConfigVersion.cmake'), `set(PACKAGE_VERSION "${v}")\n`);
    const find = () => findLibrary(xsimd, [path.join(folder, 'prefix')]);
    version('13.2.0');
    assert.equal(find(), null);
    fs.mkdirSync(path.join(folder, 'prefix/include/xsimd'), { recursive: true });
    assert.equal(find().version, '13.2.0');
    version('8.1.0');
    assert.equal(find(), null);
  });

  test('the configuration of the compiler names no path of a machine', () => {
    assert.doesNotMatch(configuration(), new RegExp(root.replaceAll(/[^\w/]/g, '.')));
    assert.match(configuration(), /EM_CONFIG/);
  });

  test('what another Emscripten left in the shell does not reach ours', () => {
    const env = { PATH: '/bin', EM_CONFIG: '/old', EM_CACHE: '/old', EMSDK: '/old', HOME: '/h' };
    const ours = path.join(root, 'build/toolchain/emscripten');
    assert.deepEqual(compilerEnvironment(ours, env), { PATH: '/bin', HOME: '/h' });
    assert.deepEqual(compilerEnvironment('/opt/emsdk', env), env);
  });
});

describe('failures', () => {
  const quiet = async (action) => {
    const write = process.stderr.write;
    process.stderr.write = () => true;
    try {
      return await action();
    } finally {
      process.stderr.write = write;
    }
  };
  const node = (script) => ['-e', script];
  const isSentence = (text) => assert.match(text, /^[A-Z][^\n]*\.$/);

  test('a missing tool is named', async () => {
    const result = await run('no-such-program', []);
    assert.equal(result.code, 127);
    const text = explain(result, 'compiling');
    assert.match(text, /'no-such-program'.*not on this machine/);
    isSentence(text);
  });

  test('kinds of failure are told from the output', () => {
    const outputs = {
      disk: ['tar: x: Cannot write: No space left on device', 'npm error code ENOSPC'],
      download: [
        "E: Failed to fetch http://m/x.deb  Temporary failure resolving 'm'",
        'npm error code ENOTFOUND',
        'npm error network timeout at: x',
        'Could not connect to m:80 (10.0.0.1), connection timed out',
      ],
      suite: ["E: The repository 'http://m/debian trixie Release' does not have a Release file."],
      key: ['W: GPG error: NO_PUBKEY 6ED0E7B82643E131'],
      lock: ['E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1'],
      package: ['E: Unable to locate package clang-19'],
      dpkg: ["E: dpkg was interrupted, you must manually run 'dpkg --configure -a'"],
      other: ['error: expected ;', ''],
    };
    for (const [kind, texts] of Object.entries(outputs)) {
      for (const output of texts) {
        assert.equal(kindOf(output), kind, output);
        isSentence(explain({ code: 1, output }, 'fetching the compiler'));
      }
    }
    const text = explain({ code: 100, output: outputs.package[0] }, 'installing clang-19');
    assert.match(text, /no package clang-19/);
  });

  test('a failed download is tried again, then named', async () => {
    const count = path.join(folder, 'count');
    const script = (succeedAt) =>
      `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(count)}, 'x');
       if (fs.statSync(${JSON.stringify(count)}).size < ${succeedAt}) { console.log('ETIMEDOUT'); process.exit(1); }`;
    const options = { doing: 'fetching', pauses: [0.01, 0.01] };
    await mustDownload(process.execPath, node(script(3)), options);
    assert.equal(fs.readFileSync(count, 'utf8'), 'xxx');
    fs.rmSync(count);
    await quiet(() =>
      assert.rejects(mustDownload(process.execPath, node(script(9)), options), (error) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, /^A download failed: /);
        return true;
      }),
    );
    assert.equal(fs.readFileSync(count, 'utf8'), 'xxx');
  });

  test('what is no failed download is not tried again', async () => {
    const count = path.join(folder, 'once');
    const script = `require('fs').appendFileSync(${JSON.stringify(count)}, 'x'); process.exit(3)`;
    await quiet(() =>
      assert.rejects(
        mustDownload(process.execPath, node(script), { doing: 'fetching', pauses: [0.01] }),
        /^Error: Fetching failed \(exit code 3\)\.$/,
      ),
    );
    assert.equal(fs.readFileSync(count, 'utf8'), 'x');
  });

  test('a full disk: before a step, in a program, in our own writes', async () => {
    const small = () => ({ bavail: 1000, bsize: 4096 });
    assert.throws(() => needSpace(folder, 500, 'unpacking', small), /needs 500 MB .* 4 MB are free/);
    needSpace(folder, 3, 'unpacking', small);
    await quiet(() =>
      assert.rejects(
        must(process.execPath, node("console.log('No space left on device'); process.exit(2)"), {
          doing: 'unpacking Emscripten',
        }),
        /The disk is full: unpacking Emscripten stopped/,
      ),
    );
    const error = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    assert.match(explainError(error), /^The disk is full/);
    assert.equal(explainError(new TypeError('a slip of ours')), null);
  });

  test('without root the command to run is printed, and nothing is tried', async () => {
    await assert.rejects(installPackages(['clang-19', 'lld-19'], { isRoot: false }), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(
        error.message,
        /sudo apt-get update && sudo apt-get install --no-install-recommends clang-19 lld-19$/,
      );
      return true;
    });
  });

  test('a command ends with one sentence and code 1, without a stack', () => {
    const result = spawnSync(process.execPath, ['wasm/setup/setup.mjs', 'no-such-part'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /^There is no part 'no-such-part': choose from [^\n]*\.\n$/);
  });

  test('a program that takes too long is ended with all it started', async () => {
    const start = performance.now();
    const result = await run('bash', ['-c', 'sleep 60 & wait'], { limit: 0.3 });
    assert.notEqual(result.code, 0);
    assert.ok(performance.now() - start < 10_000);
  });
});

describe('an interrupted set-up', () => {
  test('the lock of a process that is gone is no obstacle', async () => {
    const lock = path.join(folder, 'setup.lock');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    fs.writeFileSync(lock, String(gone));
    assert.equal(await withLock(lock, async () => 'ran'), 'ran');
    assert.ok(!fs.existsSync(lock));
    fs.writeFileSync(lock, ''); // cut off before it wrote its number
    assert.equal(await withLock(lock, async () => 'ran'), 'ran');
  });

  test('two set-ups run one after the other', async () => {
    const lock = path.join(folder, 'two.lock');
    let inside = 0;
    const enter = async () => {
      assert.equal(++inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside--;
    };
    await Promise.all([withLock(lock, enter), withLock(lock, enter)]);
  });

  test('a prefix without its stamp is put together again', async (t) => {
    // In a checkout of its own: the scripts find everything from their own place.
    const checkout = path.join(folder, 'checkout');
    const copied = path.join(checkout, 'wasm/setup');
    fs.cpSync(path.join(root, 'wasm/setup'), copied, { recursive: true });
    const system = path.join(folder, 'system');
    const versions = {
      Eigen3: ['Eigen', '3.4.0'],
      xsimd: ['xsimd', '13.2.0'],
      doctest: ['doctest', '2.4.11'],
    };
    for (const [name, [header, version]] of Object.entries(versions)) {
      fs.mkdirSync(path.join(system, 'include', header), { recursive: true });
      fs.mkdirSync(path.join(system, 'lib/cmake', name), { recursive: true });
      const file = path.join(system, 'lib/cmake', name, `${name}ConfigVersion.cmake`);
      fs.writeFileSync(file, `set(PACKAGE_VERSION "${version}")\n`);
    }
    const xsimd = (name) => path.join(system, 'lib/cmake/xsimd', name);
    fs.writeFileSync(xsimd('xsimdConfig.cmake'), 'set(xsimd_ENABLE_XTL_COMPLEX ON)\n');
    const targets = 'lib/cmake/doctest/doctestTargets.cmake';
    fs.writeFileSync(path.join(system, targets), 'set(_IMPORT_PREFIX "/usr")\n');
    const prefix = path.join(checkout, 'build/toolchain/packages');
    // What a killed run leaves: a half-filled folder beside the right place, and no stamp.
    fs.mkdirSync(`${prefix}.partial-1/usr/include/half`, { recursive: true });
    fs.mkdirSync(path.join(prefix, 'usr/include/Eigen'), { recursive: true });
    const script = `
      const { assembleLibraries, haveLibraries } = await import(${JSON.stringify(path.join(copied, 'libraries.mjs'))});
      const before = haveLibraries();
      await assembleLibraries();
      console.log(JSON.stringify([before, haveLibraries()]));`;
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, CMAKE_PREFIX_PATH: system },
    });
    t.diagnostic(result.stderr);
    assert.equal(result.stdout.trim().split('\n').at(-1), '[false,true]');
    assert.ok(!fs.existsSync(`${prefix}.partial-1`));
    assert.ok(!fs.existsSync(path.join(prefix, 'usr/include/half')));
    const config = path.join(prefix, 'usr/lib/cmake/xsimd/xsimdConfig.cmake');
    assert.match(fs.readFileSync(config, 'utf8'), /XTL_COMPLEX OFF/);
    const usr = path.join(prefix, 'usr');
    assert.equal(
      fs.readFileSync(path.join(usr, targets), 'utf8'),
      'get_filename_component(_IMPORT_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)\n',
    );
    assert.match(fs.readFileSync(xsimd('xsimdConfig.cmake'), 'utf8'), /XTL_COMPLEX ON/);
  });
});

describe('what the suites print', () => {
  const all = (passed, failed, skipped = 0, reasons = []) => ({ passed, failed, skipped, reasons });

  test('doctest', () => {
    const output = `[doctest] doctest version is "2.4.11"
\u001b[0;36m[doctest] \u001b[0mtest cases:  12 |  11 passed |  1 failed | 0 skipped
[doctest] assertions: 340 | 339 passed | 1 failed |
[doctest] Status: FAILURE!
`;
    assert.deepEqual(parsers.doctest(output), all(11, 1));
    assert.deepEqual(parsers.doctest(output + output), all(22, 2));
    const skipping = `a_test.cpp:5: MESSAGE: [skipped] no reference data\n${output}`;
    assert.deepEqual(parsers.doctest(skipping), all(10, 1, 1, ['no reference data']));
    assert.equal(parsers.doctest('Segmentation fault\n'), null);
  });

  test('vitest', () => {
    const report = JSON.stringify({
      testResults: [
        {
          status: 'passed',
          assertionResults: [
            { status: 'passed', fullName: 'a' },
            { status: 'skipped', fullName: 'b' },
          ],
        },
        { status: 'failed', assertionResults: [{ status: 'failed', fullName: 'c' }] },
        { status: 'failed', assertionResults: [] },
      ],
    });
    assert.deepEqual(parsers.vitest(report), all(1, 2, 1, ['b']));
    assert.equal(parsers.vitest(''), null);
  });

  test('playwright', () => {
    const report = JSON.stringify({
      stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 1 },
      errors: [],
      suites: [
        {
          specs: [],
          suites: [
            {
              specs: [
                {
                  title: 'offline',
                  tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'why' }] }],
                },
              ],
            },
          ],
        },
      ],
    });
    assert.deepEqual(parsers.playwright(report), all(4, 2, 1, ['offline: why']));
    assert.equal(parsers.playwright('{'), null);
  });

  test('node:test, both reporters', () => {
    const spec =
      '✔ a (1ms)\n﹣ b (0.1ms) # SKIP\nℹ tests 3\nℹ pass 1\nℹ fail 0\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';
    assert.deepEqual(parsers.nodeTest(spec), all(1, 1, 1, ['b']));
    const tap = 'ok 1 - a\n# tests 1\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n';
    assert.deepEqual(parsers.nodeTest(tap), all(1, 0));
    assert.equal(parsers.nodeTest(''), null);
  });

  test('plain checks', () => {
    const output = 'passed prettier\nsome text\nfailed eslint\nskipped x (no tool)\n';
    assert.deepEqual(parsers.checks(output), all(1, 1, 1, ['x (no tool)']));
    assert.equal(parsers.checks('nothing'), null);
  });

  test('a suite that says nothing, runs nothing or just ends badly has failed', () => {
    assert.equal(parsers.verdict(parsers.doctest(''), 0).failed, 1);
    assert.equal(parsers.verdict(all(0, 0), 0).failed, 1);
    assert.equal(parsers.verdict(all(5, 0), 139).failed, 1);
    assert.equal(parsers.verdict(all(5, 2), 1).failed, 2);
    assert.equal(parsers.verdict(all(5, 0), 0).failed, 0);
    assert.equal(parsers.verdict(all(0, 0, 3), 0).failed, 0);
  });

  test('the last line', () => {
    assert.equal(parsers.summary(all(7, 0)), '7 passed, 0 failed');
    assert.equal(parsers.summary(all(7, 1, 2)), '7 passed, 1 failed, 2 skipped');
  });
});

describe('the order of jobs', () => {
  const job = (name, after = []) => ({ name, after });

  test('needs come first, two at a time, and a failure hides nothing', async () => {
    const jobs = [job('build'), job('tests', ['build']), job('bad'), job('hurt', ['bad']), job('x')];
    let active = 0;
    const ended = [];
    const start = async ({ name }) => {
      assert.ok(++active <= 2);
      if (name === 'tests') assert.ok(ended.includes('build'));
      await new Promise((resolve) => setTimeout(resolve, 5));
      active--;
      ended.push(name);
      return { ok: name !== 'bad' };
    };
    const results = await schedule(jobs, start, (_, culprit) => ({ ok: false, culprit }));
    assert.deepEqual(ended.sort(), ['bad', 'build', 'tests', 'x']);
    assert.equal(results.get('hurt').culprit, 'bad');
    assert.equal(results.size, 5);
  });

  test('a suite is chosen with what it needs', () => {
    const jobs = [job('a'), job('b', ['a']), job('c', ['b']), { ...job('d'), long: true }];
    const names = (list) => list.map(({ name }) => name);
    assert.deepEqual(names(choose(jobs, [], false)), ['a', 'b', 'c']);
    assert.deepEqual(names(choose(jobs, [], true)), ['a', 'b', 'c', 'd']);
    assert.deepEqual(names(choose(jobs, ['b'], false)), ['a', 'b']);
    assert.throws(() => choose(jobs, ['e'], false), /no suite 'e'/);
  });
});

describe('the server', () => {
  let server;
  before(async () => {
    const site = path.join(folder, 'site');
    fs.mkdirSync(path.join(site, 'lesson one'), { recursive: true });
    fs.writeFileSync(path.join(site, 'index.html'), '<p>home');
    fs.writeFileSync(path.join(site, 'lesson one/index.html'), '<p>one');
    fs.writeFileSync(path.join(site, 'core.wasm'), Buffer.from([0, 97, 115, 109]));
    fs.writeFileSync(path.join(folder, 'secret.txt'), 'secret');
    server = await serve({ folder: site, port: 0, base: '/tractable/' });
  });
  after(() => server.close());

  // `fetch` would tidy the path; this sends it as it is.
  const get = (target, method = 'GET') =>
    new Promise((resolve, reject) => {
      const request = http.request({ port: server.port, path: target, method }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            type: response.headers['content-type'],
            location: response.headers.location,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      request.on('error', reject).end();
    });

  test('pages, folders, types, the base path', async () => {
    assert.equal((await get('/tractable/')).body, '<p>home');
    assert.equal((await get('/tractable/lesson%20one/')).body, '<p>one');
    assert.equal((await get('/tractable')).location, '/tractable/');
    assert.equal((await get('/tractable/lesson%20one')).location, '/tractable/lesson%20one/');
    assert.equal((await get('/tractable/core.wasm')).type, 'application/wasm');
    assert.equal((await get('/elsewhere')).status, 404);
    assert.equal((await get('/tractable/none.html')).status, 404);
    assert.equal((await get('/tractable/', 'POST')).status, 405);
  });

  test('nothing outside its folder', async () => {
    for (const target of ['../secret.txt', '%2e%2e/secret.txt', '..%2fsecret.txt', '%00', '%']) {
      const { status, body } = await get(`/tractable/${target}`);
      assert.ok(status === 404 || status === 400, target);
      assert.doesNotMatch(body, /secret/);
    }
  });

  test('a port that is taken is passed over', async () => {
    const second = await serve({ folder, port: server.port });
    assert.ok(second.port > server.port);
    await second.close();
    await assert.rejects(serve({ folder, port: server.port, strict: true }), /choose another/);
  });
});
