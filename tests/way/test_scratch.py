from tests.fixtures.workshop import *
def test_it(workshop):
    workshop.wires.written.clear()
    workshop.wires.crash_after=1
    by_https(workshop, "a.b@example.com")
    print(workshop.wires, workshop.crashes, workshop.errors)
    workshop.run()
    print(workshop.wires.written, workshop.crashes, workshop.errors)
    assert 0
