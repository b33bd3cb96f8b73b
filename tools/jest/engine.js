// Gives tests that drive the real engine the time they need; Jest has no such setting for one project alone.
jest.setTimeout(180_000);
