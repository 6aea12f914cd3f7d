import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placeWindow, smallestWindow } from '../../../../main/shell/bounds.ts';
import { propertyRuns } from '../../../support/property.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 984 };

test('a first start opens in the middle of the first screen', () => {
  assert.deepEqual(placeWindow(null, [screen]), { x: 240, y: 70, width: 1440, height: 900 });
});

test('a remembered place that can be seen is taken as it is', () => {
  const place = { x: 2000, y: 40, width: 1100, height: 700 };
  assert.deepEqual(placeWindow(place, [screen, second]), place);
});

test('a place on a screen that is gone is corrected', () => {
  assert.deepEqual(placeWindow({ x: 2000, y: 40, width: 1100, height: 700 }, [screen]), placeWindow(null, [screen]));
});

test('a title bar above the screen is out of reach, so the place is corrected', () => {
  assert.deepEqual(placeWindow({ x: 100, y: -60, width: 1100, height: 700 }, [screen]), placeWindow(null, [screen]));
});

test('a window larger than its screen is cut to it', () => {
  const { width, height } = placeWindow({ x: 10, y: 10, width: 5000, height: 4000 }, [screen]);
  assert.deepEqual({ width, height }, { width: 1920, height: 1040 });
});

test('whatever was remembered, the title bar can be grasped on some screen', () => {
  const number = fc.integer({ min: -10_000, max: 10_000 });
  const size = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(
      fc.record({ x: number, y: number, width: size, height: size }),
      fc.constantFrom([screen], [screen, second], [second]),
      (place, screens) => {
        const found = placeWindow(place, screens);
        assert.ok(found.width >= smallestWindow.width && found.height >= smallestWindow.height);
        assert.ok(
          screens.some(
            (s) =>
              found.y >= s.y &&
              found.y <= s.y + s.height - 120 &&
              Math.min(found.x + found.width, s.x + s.width) - Math.max(found.x, s.x) >= 120,
          ),
        );
      },
    ),
    propertyRuns(500),
  );
});
