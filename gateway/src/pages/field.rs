//! The parts of a form: its fields, what can be chosen, and what was wrong with what was sent.

/// One value of a list to choose from.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// One field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// The id in the page: the form's name and the field's.
    pub(crate) anchor: String,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) must: bool,
    /// `text` or `date`; not used where there are choices.
    pub(crate) input: &'static str,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) error: String,
}

/// What is wrong with what was sent: the field, if it is one's fault, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) field: String,
    pub(crate) text: String,
}

/// One form of a page.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) button: &'static str,
    pub(crate) action: String,
    /// The id of the command it will be: sent twice, it is done once.
    pub(crate) id: String,
    /// The newest entry of the file as shown.
    pub(crate) expected: String,
    /// For those who choose their tenant.
    pub(crate) tenant: String,
    pub(crate) is_open: bool,
    pub(crate) fields: Vec<Field>,
}
