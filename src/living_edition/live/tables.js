live.tables = () => {};
