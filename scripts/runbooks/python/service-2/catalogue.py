"""What the shop sells: one query, over the view of migration 2."""


def read(database):
    return database.execute("SELECT name, price FROM catalogue").fetchall(), 1
